// noVNC as its own lite page uses it: everything at its defaults.

import RFB from "/novnc/core/rfb.js";

const url = new URLSearchParams(location.search).get("url");
window.rfb = new RFB(document.getElementById("screen"), url);

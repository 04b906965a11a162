//! websockify, which serves an exported page as nova-novncproxy does.

use std::{path::Path, process::Command};

use porthole_tests::{
    porthole::Porthole,
    process::{Process, free_port, program, wait_for_port},
};

/// A running websockify.
pub(crate) struct Websockify {
    /// The port it serves the page and the WebSocket on.
    pub(crate) port: u16,
    _process: Process,
}

impl Websockify {
    /// Exports the page into `directory` and serves it; its one token leads to `target`.
    pub(crate) fn with_page(token: &str, target: u16, directory: &Path) -> Self {
        let web = directory.join("web");
        Porthole::export(&web);
        Self::start(&web, token, target, directory)
    }

    /// Serves the files of `web`; its one token leads to `target`.
    pub(crate) fn start(web: &Path, token: &str, target: u16, directory: &Path) -> Self {
        let port = free_port();
        let tokens = directory.join("websockify-tokens");
        std::fs::write(&tokens, format!("{token}: 127.0.0.1:{target}\n")).unwrap();
        let process = Process::start(
            Command::new(program("websockify"))
                .args(["--token-plugin", "TokenFile", "--token-source"])
                .arg(&tokens)
                .arg("--web")
                .arg(web)
                .arg(format!("127.0.0.1:{port}")),
        );
        wait_for_port(port);
        Self { port, _process: process }
    }

    /// The URL that Nova would hand out for `token`, with `more` parameters behind it.
    pub(crate) fn access_url(&self, token: &str, more: &str) -> String {
        format!("http://127.0.0.1:{}/vnc_auto.html?path=%3Ftoken%3D{token}{more}", self.port)
    }
}

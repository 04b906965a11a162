// Starts the console, or says in words why it cannot. The same file starts the worker, so that a worker is one cached
// request and never compiles the Wasm module a second time: the page posts it the compiled one.

const BROWSERS = "Chrome or Edge 97, Firefox 114 or Safari 16.4";
const RELOAD = "Reload the page; if that does not help, ask for a new console link or tell the operator.";

// (module (func (result v128) i32.const 0 i8x16.splat))
const SIMD = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
);

// The first message holds the compiled module and the address of its glue; from there the Rust side listens for itself.
// A message of plain text tells the page that this failed.
function startWorker() {
  const start = async ({ data: { module, glue } }) => {
    try {
      await (await import(glue)).default({ module_or_path: module });
    } catch (fault) {
      postMessage(String(fault));
    }
  };
  addEventListener("message", start, { once: true });
}

async function startPage() {
  addEventListener("error", ({ error }) => {
    // A trap leaves the Wasm memory in the middle of something: nothing on this page can be trusted to go on.
    if (globalThis.WebAssembly && error instanceof WebAssembly.RuntimeError) {
      tell("The console stopped because of a fault in it.", "Reload the page to connect again.");
    }
  });
  try {
    const missing = missingFeature();
    if (missing) {
      throw new Notice(...missing);
    }
    const glue = document.querySelector("link[rel=modulepreload]").href;
    const wasm = document.querySelector("link[rel=preload][as=fetch]").href;
    const [{ default: start }, module] = await Promise.all([load(glue), compile(wasm)]);
    // The notice stays until the application has something to show in its place.
    await start({ module_or_path: module });
  } catch (fault) {
    if (fault instanceof Notice) {
      tell(fault.message, fault.remedy);
    } else {
      tell("The console could not start because of a fault in it.", String(fault));
    }
  }
}

// What this browser or this page's policy lacks, as a sentence and a remedy.
function missingFeature() {
  const old = (what) => [
    `This browser is too old for the console: it has no ${what}.`,
    `Use ${BROWSERS}, or a later version of one of them.`,
  ];
  if (typeof WebAssembly !== "object") {
    return [
      "WebAssembly is switched off in this browser or missing from it, and the console is made of it.",
      `Allow WebAssembly in the browser's settings, or use ${BROWSERS} or later.`,
    ];
  }
  if (!WebAssembly.validate(SIMD)) {
    return old("WebAssembly SIMD");
  }
  try {
    new WebAssembly.Module(SIMD);
  } catch {
    // Valid, and yet refused: only a policy does that.
    return [
      "A security policy on this page forbids WebAssembly, and the console is made of it.",
      "Ask the operator to add 'wasm-unsafe-eval' to script-src in the Content-Security-Policy that is sent with this page.",
    ];
  }
  if (!HTMLCanvasElement.prototype.transferControlToOffscreen || !new OffscreenCanvas(1, 1).getContext("2d")) {
    return old("OffscreenCanvas");
  }
  if (!hasModuleWorkers()) {
    return old("workers that are modules");
  }
  return null;
}

// A browser that knows of module workers asks what type the worker is to be, before it looks at the address; and that is none,
// so that no worker is started whatever the browser knows.
function hasModuleWorkers() {
  let asked = false;
  const options = {
    get type() {
      asked = true;
      return "module";
    },
  };
  try {
    new Worker("http://:", options).terminate();
  } catch {
    // The address.
  }
  return asked;
}

async function load(url) {
  try {
    return await import(url);
  } catch (fault) {
    throw new Notice(`The file ${name(url)} could not be loaded.`, `${RELOAD} (${fault})`);
  }
}

async function compile(url) {
  let response;
  try {
    response = await fetch(url);
  } catch (fault) {
    throw new Notice(`The file ${name(url)} could not be loaded.`, `${RELOAD} (${fault})`);
  }
  if (!response.ok) {
    throw new Notice(`The file ${name(url)} could not be loaded: the server answered ${response.status}.`, RELOAD);
  }
  try {
    // Compiling while it downloads needs the right MIME type, which not every file server knows.
    return /^application\/wasm\b/i.test(response.headers.get("Content-Type") || "")
      ? await WebAssembly.compileStreaming(response)
      : await WebAssembly.compile(await response.arrayBuffer());
  } catch (fault) {
    throw new Notice(`The file ${name(url)} arrived damaged, or is not the file it should be.`, `${RELOAD} (${fault})`);
  }
}

class Notice extends Error {
  constructor(message, remedy) {
    super(message);
    this.remedy = remedy;
  }
}

function tell(what, remedy) {
  const paragraphs = [what, remedy].map((text) => {
    const paragraph = document.createElement("p");
    paragraph.textContent = text;
    return paragraph;
  });
  const reload = document.createElement("button");
  reload.type = "button";
  reload.textContent = "Reload";
  reload.addEventListener("click", () => location.reload());
  const notice = document.getElementById("notice");
  notice.setAttribute("role", "alert");
  notice.replaceChildren(...paragraphs, reload);
  notice.hidden = false;
}

function name(url) {
  return new URL(url).pathname.split("/").pop();
}

if (typeof document === "undefined") {
  startWorker();
} else {
  startPage();
}

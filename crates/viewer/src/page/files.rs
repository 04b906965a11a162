//! The files that a viewer is made of beside itself, and where the page has them.

use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlLinkElement, HtmlScriptElement};

/// Addresses of the script that starts a worker and of the Wasm module's glue, which that script loads.
///
/// Their names carry a hash of their content, so they are read from the page and never guessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// The start script, `boot.js`: told the compiled module and the glue's address, it brings up the worker.
    pub boot: String,
    /// The glue that wasm-bindgen wrote.
    pub glue: String,
    /// The module of the worklet that plays sound. It is loaded when the user turns sound on; without it, sound is played
    /// in a simpler way.
    pub sound: Option<String>,
}

impl Files {
    /// The files of the page itself: `<script id="boot">`, the only `<link rel="modulepreload">`, and
    /// `<script id="sound">`, whose type keeps the browser from loading it by itself.
    ///
    /// Nothing if this page was not built the usual way; then the embedder names its files.
    pub fn of_page(document: &Document) -> Option<Self> {
        Some(Self {
            boot: find::<HtmlScriptElement>(document, "script#boot")?.src(),
            glue: find::<HtmlLinkElement>(document, "link[rel=modulepreload]")?.href(),
            sound: find::<HtmlScriptElement>(document, "script#sound").map(|script| script.src()),
        })
    }
}

fn find<E: JsCast>(document: &Document, selector: &str) -> Option<E> {
    document.query_selector(selector).ok().flatten()?.dyn_into::<E>().ok()
}

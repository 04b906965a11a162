//! The page itself: its address, its title, where it is shown.

use session::Platform;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{clipboard, document, fullscreen, operator_file, storage, window};
use crate::parameters::{OperatorFile, Sources};
use crate::state::Environment;

/// The element that the application is put into.
pub(crate) fn root() -> Option<Element> {
    document()?.get_element_by_id("app")
}

/// Takes away what the page shows until there is something else to show.
pub(crate) fn hide_notice() {
    let notice = document().and_then(|document| document.get_element_by_id("notice"));
    if let Some(notice) = notice.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        notice.set_hidden(true);
    }
}

/// All that can set a parameter.
pub(crate) struct Told {
    pub(crate) sources: Sources,
    /// Sentences for the log on what could not be read.
    pub(crate) complaints: Vec<String>,
    /// Why what the operator fixes is not known. Without that nothing may be done: it may forbid it.
    pub(crate) fault: Option<String>,
}

/// Gathers all that can set a parameter.
pub(crate) async fn told() -> Told {
    let (mut complaints, mut fault) = (Vec::new(), None);
    let (mandatory, defaults) =
        (operator_file::request("mandatory.json"), operator_file::request("defaults.json"));
    let mandatory = mandatory.read().await.unwrap_or_else(|why| {
        fault = Some(why);
        OperatorFile::default()
    });
    let defaults = defaults.read().await.unwrap_or_else(|why| {
        complaints.push(why);
        OperatorFile::default()
    });
    let sources =
        Sources { mandatory, defaults, href: href(), stored: storage::read(storage::Memory::Settings) };
    Told { sources, complaints, fault }
}

/// The page's whole address.
pub(crate) fn href() -> String {
    window().and_then(|window| window.location().href().ok()).unwrap_or_default()
}

/// What the browser allows here, and how the page is shown.
pub(crate) fn environment() -> Environment {
    Environment {
        framed: framed(),
        can_fullscreen: fullscreen::allowed(),
        clipboard: clipboard::reachable(),
        platform: platform(),
        href: href().into(),
    }
}

/// Whether the page is in a frame of another page.
pub(super) fn framed() -> bool {
    window().is_some_and(|window| window.parent().ok().flatten().as_ref() != Some(&window))
}

/// The languages that the user prefers, best first.
pub(crate) fn languages() -> Vec<String> {
    let languages = window().map(|window| window.navigator().languages());
    languages.map(|list| list.iter().filter_map(|tag| tag.as_string()).collect()).unwrap_or_default()
}

/// Sets the title that tabs and windows show.
pub(crate) fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Whose keyboard this is, by `navigator.platform`: deprecated, and the only source that every browser has.
fn platform() -> Platform {
    let name = window().and_then(|window| window.navigator().platform().ok()).unwrap_or_default();
    if name.starts_with("Win") {
        Platform::Windows
    } else if ["Mac", "iPhone", "iPad", "iPod"].iter().any(|apple| name.starts_with(apple)) {
        Platform::Mac
    } else {
        Platform::Other
    }
}

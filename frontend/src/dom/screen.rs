//! Puts the viewer on the page.

use session::Options;
use viewer::{Config, Event, Files, Viewer};
use web_sys::HtmlElement;
use yew::NodeRef;

/// The id of the element that tells how the keyboard leaves the screen.
pub(crate) const HELP: &str = "screen-help";

/// Makes a viewer that fills `place`.
///
/// # Errors
/// What the browser or the page lacks, in words.
pub(crate) fn show(
    place: &NodeRef,
    options: Options,
    label: &str,
    clip: bool,
    on_event: impl Fn(Event) + 'static,
) -> Result<Viewer, String> {
    let parent = place.cast::<HtmlElement>().ok_or("the page has no place for the screen")?;
    let files =
        super::document().as_ref().and_then(Files::of_page).ok_or("the page does not name its files")?;
    let config = Config { options, label: label.to_owned(), described_by: Some(HELP), clip, files };
    Viewer::new(&parent, config, on_event).map_err(|unsupported| unsupported.to_string())
}

//! What this device remembers of the machines at this address, and the button that makes it forget them.

use yew::{Html, component, html};

use super::Props;
use crate::state::{Action, State};
use crate::texts::fill;

/// For where something is remembered, or has just been forgotten.
#[component]
pub(super) fn Remembered(props: &Props) -> Html {
    let State { texts, remembered, forgotten, .. } = *props.state;
    let (said, name) = match remembered {
        _ if forgotten => (texts.forgotten_help.to_owned(), texts.forgotten),
        1 => (texts.remembered_one.to_owned(), texts.forget_one),
        several => (fill(texts.remembered_many, &several.to_string()), texts.forget_many),
    };
    html! {
        <>
            <p id="remembered" role="status">{ said }</p>
            // It stays where it is and keeps the focus, which would otherwise be nowhere.
            <button type="button" aria-describedby="remembered" aria-disabled={forgotten.then_some("true")}
                onclick={props.on(Action::ForgetServers)}>
                { name }
            </button>
        </>
    }
}

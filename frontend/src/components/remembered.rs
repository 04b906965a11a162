//! That this device remembers the machine at this address, and the button that makes it forget it.

use yew::{Html, component, html};

use super::Props;
use crate::state::{Action, State};

/// For where something is remembered, or has just been forgotten.
#[component]
pub(super) fn Remembered(props: &Props) -> Html {
    let State { texts, forgotten, .. } = *props.state;
    let (said, name) = if forgotten {
        (texts.forgotten_help, texts.forgotten)
    } else {
        (texts.remembered_help, texts.forget)
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

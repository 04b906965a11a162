//! The panel of keys that cannot be pressed here.

use session::Command;
use yew::{Html, component, html};

use super::Props;
use crate::keys::{COMBINATIONS, FUNCTION_KEYS};
use crate::state::Action;

#[component]
pub(super) fn KeysPanel(props: &Props) -> Html {
    let texts = props.state.texts;
    html! {
        <section id="keys-panel" class="panel" aria-labelledby="keys-title">
            <h2 id="keys-title">{ texts.keys_title }</h2>
            <div class="keys">
                { for COMBINATIONS.iter().map(|combination| html! {
                    <button type="button" onclick={props.on(Action::Send(combination.command()))}>
                        { combination.label }
                    </button>
                }) }
            </div>
            <h2 id="consoles-title">{ texts.keys_consoles }</h2>
            <div class="keys narrow" role="group" aria-labelledby="consoles-title">
                { for (1..=FUNCTION_KEYS).map(|number| html! {
                    <button type="button" aria-label={format!("Ctrl+Alt+F{number}")}
                        onclick={props.on(Action::Send(Command::ctrl_alt_function(number)))}>
                        { format!("F{number}") }
                    </button>
                }) }
            </div>
        </section>
    }
}

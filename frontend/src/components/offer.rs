//! Before the first connection, where the page does not connect by itself.

use yew::{Html, component, html};

use super::Props;
use super::card::Card;
use crate::dom::focus::use_focus;
use crate::state::Action;

#[component]
pub(super) fn Offer(props: &Props) -> Html {
    let texts = props.state.texts;
    let first = use_focus();
    let title = props.state.parameters.title.clone().unwrap_or_else(|| texts.offer_title.to_owned());
    html! {
        <Card role="dialog" {title}>
            <p>{ texts.offer_body }</p>
            <div class="actions">
                <button ref={first} type="button" class="primary" onclick={props.on(Action::Connect)}>
                    { texts.connect }
                </button>
            </div>
        </Card>
    }
}

//! The question whether to follow a link to a host that is not the page's own.

use yew::{Html, component, html};

use super::Props;
use super::card::{CARD_TEXT, Card};
use crate::dom::focus::use_focus;
use crate::state::Action;
use crate::texts::fill;

#[component]
pub(super) fn Confirm(props: &Props) -> Html {
    let texts = props.state.texts;
    // The safe answer has the focus, so that a careless Enter does no harm.
    let first = use_focus();
    let host = props.state.address.as_ref().map(|address| address.host.clone()).unwrap_or_default();
    let (before, after) = texts.confirm_body.split_once("{}").unwrap_or((texts.confirm_body, ""));
    html! {
        <Card role="alertdialog" title={texts.confirm_title} onescape={props.on(Action::Decline)}>
            <div id={CARD_TEXT}>
                <p>{ before }<strong class="host">{ &host }</strong>{ after }</p>
                <p>{ texts.confirm_risk }</p>
            </div>
            <div class="actions">
                <button ref={first} type="button" class="primary" onclick={props.on(Action::Decline)}>
                    { texts.confirm_no }
                </button>
                <button type="button" onclick={props.on(Action::Agree)}>{ fill(texts.confirm_yes, &host) }</button>
            </div>
        </Card>
    }
}

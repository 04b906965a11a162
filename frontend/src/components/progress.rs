//! While the connection is being made.

use yew::{Html, component, html};

use super::Props;
use super::card::Card;
use crate::state::{Action, Phase};

#[component]
pub(super) fn Progress(props: &Props) -> Html {
    let texts = props.state.texts;
    let negotiating = props.state.phase == Phase::Negotiating;
    html! {
        <Card role="group" title={texts.connecting}>
            <div class="progress" aria-hidden="true"><span /></div>
            <p>{ if negotiating { texts.negotiating } else { texts.reaching } }</p>
            <div class="actions">
                <button type="button" onclick={props.on(Action::Disconnect)}>{ texts.cancel }</button>
            </div>
        </Card>
    }
}

//! The whole page.

use yew::{Html, NodeRef, Properties, classes, component, html};

use super::Props;
use super::bar::Bar;
use super::confirm::Confirm;
use super::ended::Ended;
use super::offer::Offer;
use super::progress::Progress;
use super::server_identity::Identity;
use super::sign_in::SignIn;
use crate::dom::screen;
use crate::state::Phase;

#[derive(PartialEq, Properties)]
pub(crate) struct ViewProps {
    pub(crate) common: Props,
    /// The element that the viewer fills.
    pub(crate) screen: NodeRef,
}

#[component]
pub(crate) fn View(props: &ViewProps) -> Html {
    let common = &props.common;
    let state = &*common.state;
    let texts = state.texts;
    let connected = state.phase == Phase::Connected;
    html! {
        <div class="page" lang={texts.language}>
            <div ref={props.screen.clone()} id="screen" class={classes!("screen", (!connected).then_some("behind"), (!state.shown).then_some("empty"))}
                inert={!connected} />
            if connected {
                <Bar ..common.clone() />
            } else {
                <div class="stage">{ card(common) }</div>
            }
            <p class="hidden" id={screen::HELP}>{ texts.screen_help }</p>
            <p class="hidden" role="status">{ state.status() }</p>
            <div class="notes">
                if state.deaf() {
                    <p class="note-pill">{ texts.click_to_type }</p>
                }
                if state.lacks_pointer() {
                    <p class="note-pill">{ texts.click_for_pointer }</p>
                }
                if state.stalled {
                    <p class="note-pill">{ texts.stalled }</p>
                }
                <div role="status">
                    if let Some(toast) = &state.toast {
                        <p class="note-pill">{ &toast.text }</p>
                    }
                </div>
            </div>
        </div>
    }
}

/// What stands in the middle of the page while there is no screen.
fn card(props: &Props) -> Html {
    let state = &*props.state;
    if let Some(identity) = state.identity {
        return html! { <Identity common={props.clone()} {identity} /> };
    }
    match &state.phase {
        Phase::Connecting | Phase::Negotiating if state.asked.is_some() => {
            html! { <SignIn ..props.clone() /> }
        }
        Phase::Connecting | Phase::Negotiating => html! { <Progress ..props.clone() /> },
        Phase::Offered => html! { <Offer ..props.clone() /> },
        Phase::Confirm => html! { <Confirm ..props.clone() /> },
        Phase::Connected => Html::default(),
        Phase::Waiting { .. } | Phase::Ended(_) | Phase::Broken(_) | Phase::Impossible(_) => {
            html! { <Ended ..props.clone() /> }
        }
    }
}

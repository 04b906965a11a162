//! After a connection: what happened, and what happens next.

use session::Ending;
use yew::{Html, component, html};

use super::Props;
use super::card::Card;
use super::remembered::Remembered;
use crate::dom::focus::use_focus;
use crate::state::{Action, Impossible, Phase, State};
use crate::texts::{Detail, Explanation};

#[component]
pub(super) fn Ended(props: &Props) -> Html {
    let state = &*props.state;
    let texts = state.texts;
    let first = use_focus();
    let Explanation { title, body, detail } = explain(state);
    let (next, again) = match &state.phase {
        Phase::Waiting { seconds, .. } => (Some(texts.countdown(*seconds)), Some(texts.reconnect_now)),
        Phase::Ended(Ending::ByUser) => (None, Some(texts.connect_again)),
        Phase::Impossible(_) => (None, None),
        _ => (None, Some(texts.try_again)),
    };
    let waiting = next.is_some();
    let role = if state.phase == Phase::Ended(Ending::ByUser) { "dialog" } else { "alert" };
    html! {
        <Card {role} {title}>
            <p>{ body }</p>
            if let Some(detail) = detail {
                <p class="detail">
                    if matches!(detail, Detail::Said(_)) {
                        { texts.server_says }
                    }
                    { detail.text() }
                </p>
            }
            if let Some(next) = next {
                // The alert was spoken once; a count of seconds is not.
                <p class="countdown" aria-live="off">{ next }</p>
            }
            if state.unproved() {
                <Remembered ..props.clone() />
            }
            if let Some(again) = again {
                <div class="actions">
                    <button ref={first} type="button" class="primary" onclick={props.on(Action::Connect)}>{ again }</button>
                    if waiting {
                        <button type="button" onclick={props.on(Action::Disconnect)}>{ texts.stop }</button>
                    }
                </div>
            }
        </Card>
    }
}

fn explain(state: &State) -> Explanation {
    let texts = state.texts;
    let found = |what: &String| Some(Detail::Found(what.clone()));
    let (words, detail) = match (&state.phase, &state.link_fault) {
        (Phase::Ended(Ending::Unreachable), Some(fault)) => return texts.explain_fault(fault),
        (Phase::Ended(_), _) if state.unproved() => (texts.unproved, None),
        (Phase::Ended(why) | Phase::Waiting { why, .. }, _) => return texts.explain(why),
        (Phase::Broken(what), _) => (texts.broken, found(what)),
        (Phase::Impossible(Impossible::Link), _) => (texts.bad_address, None),
        (Phase::Impossible(Impossible::Rules(why)), _) => (texts.no_rules, found(why)),
        (Phase::Impossible(Impossible::Browser(why)), _) => (texts.old_browser, found(why)),
        _ => (texts.no_host, None),
    };
    Explanation { title: words.title, body: words.body.to_owned(), detail }
}

//! The question whether this is the server that the user means, with what it can be recognised by.

use session::ServerIdentity;
use yew::{Callback, Html, Properties, component, html, use_callback, use_node_ref};

use super::Props;
use super::card::{CARD_TEXT, Card};
use crate::dom::field;
use crate::dom::focus::use_focus;
use crate::fingerprint;
use crate::state::Action;

#[derive(PartialEq, Properties)]
pub(super) struct IdentityProps {
    pub(super) common: Props,
    pub(super) identity: ServerIdentity,
}

#[component]
pub(super) fn Identity(props: &IdentityProps) -> Html {
    let IdentityProps { common, identity } = props;
    let texts = common.state.texts;
    // The safe answer has the focus, so that a careless Enter does no harm.
    let first = use_focus();
    let remember = use_node_ref();
    let onaccept = use_callback((common.on.clone(), remember.clone()), |_, (on, remember)| {
        Callback::emit(on, Action::TrustServer { remember: field::checked(remember) });
    });
    let (title, body) = if identity.changed {
        (texts.identity_changed_title, texts.identity_changed_body)
    } else {
        (texts.identity_title, texts.identity_body)
    };
    let role = if identity.changed { "alertdialog" } else { "dialog" };
    // Of the two answers, the one that is likely right stands out.
    let (accept, decline) = if identity.changed { ("", "primary") } else { ("primary", "") };
    let yes = if identity.changed { texts.identity_changed_yes } else { texts.identity_yes };
    html! {
        <Card {role} {title} warning={identity.changed} onescape={common.on(Action::Disconnect)}>
            <p id={CARD_TEXT}>{ body }</p>
            <p class="note">{ texts.identity_compare }</p>
            <ol class="words" aria-label={texts.identity_words}>
                { for fingerprint::words(&identity.fingerprint).into_iter().map(|word| html! { <li>{ word }</li> }) }
            </ol>
            <details>
                <summary>{ texts.identity_details }</summary>
                <p class="digits">{ "SHA-256 " }{ fingerprint::digits(&identity.fingerprint) }</p>
                <p>{ texts.identity_short }</p>
                <p class="digits">{ fingerprint::short(identity) }</p>
            </details>
            <label class="choice">
                <input ref={remember} type="checkbox" />
                { texts.identity_remember }
            </label>
            <div class="actions">
                <button type="button" class={accept} onclick={onaccept}>{ yes }</button>
                <button ref={first} type="button" class={decline} onclick={common.on(Action::Disconnect)}>
                    { texts.identity_no }
                </button>
            </div>
        </Card>
    }
}

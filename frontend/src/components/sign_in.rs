//! The form for what the server asks.

use session::Credentials;
use yew::{Html, NodeRef, SubmitEvent, component, html, use_callback, use_node_ref};

use super::Props;
use super::card::Card;
use crate::dom::{field, focus::use_focus};
use crate::state::Action;

#[component]
pub(super) fn SignIn(props: &Props) -> Html {
    let texts = props.state.texts;
    let first = use_focus();
    let second = use_node_ref();
    let asked = props.state.asked;
    let (name, word) = asked.map_or((false, false), |asked| (asked.username, asked.password));
    let (name_field, word_field) = if name { (first, second) } else { (second, first) };
    let onsubmit = use_callback(
        (props.on.clone(), name_field.clone(), word_field.clone()),
        move |event: SubmitEvent, (on, name_field, word_field): &(_, NodeRef, NodeRef)| {
            event.prevent_default();
            let username = name.then(|| field::value(name_field));
            let password = word.then(|| field::value(word_field));
            yew::Callback::emit(on, Action::SignIn(Credentials { username, password }));
        },
    );
    html! {
        <Card role="dialog" title={texts.credentials_title}>
            <p>{ if name { texts.credentials_body } else { texts.password_body } }</p>
            <form {onsubmit}>
                if name {
                    <label for="username">{ texts.username }</label>
                    <input ref={name_field} id="username" name="username" autocomplete="username"
                        autocapitalize="off" spellcheck="false" />
                }
                if word {
                    <label for="password">{ texts.password }</label>
                    <input ref={word_field} id="password" name="password" type="password"
                        autocomplete="current-password" />
                }
                <div class="actions">
                    <button type="submit" class="primary">{ texts.sign_in }</button>
                    <button type="button" onclick={props.on(Action::Disconnect)}>{ texts.cancel }</button>
                </div>
            </form>
        </Card>
    }
}

//! The form for what the server asks.

use session::Credentials;
use yew::{Html, NodeRef, SubmitEvent, component, html, use_callback, use_node_ref};

use super::Props;
use super::card::{CARD_TEXT, Card};
use crate::dom::field;
use crate::dom::focus::use_focus;
use crate::state::{Action, Asked};

#[component]
pub(super) fn SignIn(props: &Props) -> Html {
    let texts = props.state.texts;
    let first = use_focus();
    let (second, third) = (use_node_ref(), use_node_ref());
    let asked = props.state.asked.unwrap_or_default();
    let Asked { username, password, target } = asked;
    let [name_field, word_field, target_field] = match (username, password) {
        (true, _) => [first, second, third],
        (false, true) => [second, first, third],
        (false, false) => [second, third, first],
    };
    let fields = [name_field.clone(), word_field.clone(), target_field.clone()];
    let onsubmit = use_callback(
        (props.on.clone(), fields, asked),
        |event: SubmitEvent, (on, [name_field, word_field, target_field], asked)| {
            event.prevent_default();
            let value = |asked: bool, field: &NodeRef| asked.then(|| field::take(field));
            let credentials = Credentials {
                username: value(asked.username, name_field),
                password: value(asked.password, word_field),
                target: value(asked.target, target_field),
            };
            yew::Callback::emit(on, Action::SignIn(credentials));
        },
    );
    let known =
        |secret: &Option<crate::parameters::Secret>| secret.as_ref().map(|secret| secret.reveal().to_owned());
    html! {
        <Card role="dialog" title={texts.credentials_title} onescape={props.on(Action::Disconnect)}>
            <p id={CARD_TEXT}>{ if username { texts.credentials_body } else { texts.password_body } }</p>
            <form {onsubmit}>
                if username {
                    <label for="username">{ texts.username }</label>
                    <input ref={name_field} id="username" name="username" autocomplete="username"
                        autocapitalize="off" spellcheck="false" value={known(&props.state.parameters.username)} />
                }
                if password {
                    <label for="password">{ texts.password }</label>
                    <input ref={word_field} id="password" name="password" type="password"
                        autocomplete="current-password" />
                }
                if target {
                    <label for="target">{ texts.target }</label>
                    <input ref={target_field} id="target" name="target" autocomplete="off"
                        autocapitalize="off" spellcheck="false" />
                }
                <div class="actions">
                    <button type="submit" class="primary">{ texts.sign_in }</button>
                    <button type="button" onclick={props.on(Action::Disconnect)}>{ texts.cancel }</button>
                </div>
            </form>
        </Card>
    }
}

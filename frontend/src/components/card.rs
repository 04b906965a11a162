//! The frame of everything that is said in the middle of the page.

use yew::{Callback, Children, Html, KeyboardEvent, Properties, classes, component, html, use_callback};

/// The id of what describes a card that asks something.
pub(super) const CARD_TEXT: &str = "card-text";

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// What assistive technology takes the card for: `status`, `alert`, `dialog` or `alertdialog`.
    pub(super) role: &'static str,
    pub(super) title: String,
    /// Whether something may be badly wrong.
    #[prop_or_default]
    pub(super) warning: bool,
    /// For a card that asks something, in an element with the id [`CARD_TEXT`]: the answer that does no harm, at Escape.
    #[prop_or_default]
    pub(super) onescape: Option<Callback<KeyboardEvent>>,
    pub(super) children: Children,
}

#[component]
pub(super) fn Card(props: &Props) -> Html {
    let described = props.onescape.is_some().then_some(CARD_TEXT);
    let onkeydown = use_callback(props.onescape.clone(), |event: KeyboardEvent, onescape| {
        // An input method has its own use for the key.
        if let Some(onescape) = onescape.as_ref().filter(|_| event.key() == "Escape" && !event.is_composing())
        {
            event.prevent_default();
            onescape.emit(event);
        }
    });
    html! {
        <section class={classes!("card", props.warning.then_some("warning"))} role={props.role}
            aria-labelledby="card-title" aria-describedby={described} {onkeydown}>
            <h1 id="card-title">{ &props.title }</h1>
            { props.children.clone() }
        </section>
    }
}

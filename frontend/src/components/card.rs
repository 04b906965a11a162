//! The frame of everything that is said in the middle of the page.

use yew::{Children, Html, Properties, classes, component, html};

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// What assistive technology takes the card for: `status`, `alert`, `dialog` or `alertdialog`.
    pub(super) role: &'static str,
    pub(super) title: String,
    /// Whether something may be badly wrong.
    #[prop_or_default]
    pub(super) warning: bool,
    pub(super) children: Children,
}

#[component]
pub(super) fn Card(props: &Props) -> Html {
    html! {
        <section class={classes!("card", props.warning.then_some("warning"))} role={props.role} aria-labelledby="card-title">
            <h1 id="card-title">{ &props.title }</h1>
            { props.children.clone() }
        </section>
    }
}

//! A button of the bar: an icon with a name.

use yew::{Callback, Html, MouseEvent, Properties, classes, component, html};

use super::icon::{Icon, Picture};

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    pub(super) icon: Icon,
    /// What the button does or shows; also its tooltip.
    pub(super) label: String,
    pub(super) onclick: Callback<MouseEvent>,
    /// For a button that switches something: whether it is on.
    #[prop_or_default]
    pub(super) pressed: Option<bool>,
    /// For a button that opens a panel: whether it is open, and the panel's id.
    #[prop_or_default]
    pub(super) panel: Option<(bool, &'static str)>,
    /// Draws attention to news behind the button.
    #[prop_or_default]
    pub(super) news: bool,
    #[prop_or_default]
    pub(super) disabled: bool,
    /// Shown only where fingers are used.
    #[prop_or_default]
    pub(super) touch_only: bool,
}

#[component]
pub(super) fn BarButton(props: &Props) -> Html {
    let class =
        classes!("bar-button", props.news.then_some("has-news"), props.touch_only.then_some("touch-only"),);
    let word = |on: bool| if on { "true" } else { "false" };
    html! {
        <button
            type="button"
            {class}
            title={props.label.clone()}
            aria-label={props.label.clone()}
            aria-pressed={props.pressed.map(word)}
            aria-expanded={props.panel.map(|(open, _)| word(open))}
            aria-controls={props.panel.filter(|(open, _)| *open).map(|(_, id)| id)}
            disabled={props.disabled}
            onclick={&props.onclick}
        >
            <Picture icon={props.icon} />
        </button>
    }
}

//! The bar at the upper edge, its handle, and the panel below it.

use session::Command;
use yew::{Html, KeyboardEvent, PointerEvent, classes, component, html, use_callback};

use super::Props;
use super::button::BarButton;
use super::clipboard_panel::ClipboardPanel;
use super::icon::{Icon, Picture};
use super::keys_panel::KeysPanel;
use super::power_panel::PowerPanel;
use super::settings_panel::SettingsPanel;
use super::sound_panel::SoundPanel;
use crate::dom::focus::BAR;
use crate::parameters::Resize;
use crate::state::{Action, Panel};

#[component]
pub(super) fn Bar(props: &Props) -> Html {
    let state = &*props.state;
    let onkeydown = use_callback(props.on.clone(), |event: KeyboardEvent, on| {
        if event.key() == "Escape" {
            event.prevent_default();
            on.emit(Action::Leave);
        }
    });
    let panel = match state.panel {
        Some(Panel::Keys) => html! { <KeysPanel ..props.clone() /> },
        Some(Panel::Clipboard) => html! { <ClipboardPanel ..props.clone() /> },
        Some(Panel::Power) => html! { <PowerPanel ..props.clone() /> },
        Some(Panel::Sound) => html! { <SoundPanel ..props.clone() /> },
        Some(Panel::Settings) => html! { <SettingsPanel ..props.clone() /> },
        None => Html::default(),
    };
    html! {
        <div class={classes!("bar-place", (!state.bar.open).then_some("away"))}>
            <Handle ..props.clone() />
            <div
                id={BAR}
                class="bar"
                role="region"
                aria-label={state.texts.bar}
                inert={!state.bar.open}
                onpointerenter={props.on(Action::BarHovered(true))}
                onpointerleave={props.on(Action::BarHovered(false))}
                onfocusin={props.on(Action::BarFocused(true))}
                onfocusout={props.on(Action::BarFocused(false))}
                {onkeydown}
            >
                <Buttons ..props.clone() />
                { panel }
            </div>
        </div>
    }
}

/// What is left of the bar while it is away: a tab to press or to point at.
#[component]
fn Handle(props: &Props) -> Html {
    let state = &*props.state;
    let texts = state.texts;
    let view_only = state.parameters.view_only;
    let hovered = |hovered| {
        let on = props.on.clone();
        // A finger presses.
        move |event: PointerEvent| {
            if event.pointer_type() == "mouse" {
                on.emit(Action::HandleHovered(hovered));
            }
        }
    };
    html! {
        <button
            type="button"
            class={classes!("handle", (!view_only).then_some("bare"))}
            title={texts.show_bar_how}
            aria-label={if view_only { format!("{}. {}", texts.view_only, texts.show_bar) } else { texts.show_bar.to_owned() }}
            aria-expanded={if state.bar.open { "true" } else { "false" }}
            aria-controls={BAR}
            inert={state.bar.open}
            onclick={props.on(Action::OpenBar { focus: true })}
            onpointerenter={hovered(true)}
            onpointerleave={hovered(false)}
        >
            if view_only {
                <Picture icon={Icon::Eye} />
                <span>{ texts.view_only }</span>
            } else {
                <span class="grip" />
            }
        </button>
    }
}

#[component]
fn Buttons(props: &Props) -> Html {
    let state = &*props.state;
    let texts = state.texts;
    let parameters = &state.parameters;
    let view_only = parameters.view_only;
    let fits = parameters.resize != Resize::Off;
    let toggle = |panel, id| (state.panel == Some(panel), id);
    let clipboard = if state.clipboard.unseen { texts.clipboard_new } else { texts.clipboard };
    let fullscreen = if state.fullscreen { texts.leave_fullscreen } else { texts.fullscreen };
    let name = state.name().to_owned();
    html! {
        <div class="buttons" role="toolbar" aria-label={texts.bar}>
            if !name.is_empty() {
                <span class="name" title={name.clone()}>{ name }</span>
            }
            if state.machine.lights.caps {
                <span class="lock" role="status">{ texts.caps_lock_on }</span>
            }
            <button type="button" class="bar-button words" title={texts.send_ctrl_alt_del} disabled={view_only}
                onclick={props.on(Action::Send(Command::ctrl_alt_del()))}>
                { texts.ctrl_alt_del }
            </button>
            <BarButton icon={Icon::Keys} label={texts.keys} disabled={view_only}
                panel={toggle(Panel::Keys, "keys-panel")} onclick={props.on(Action::Toggle(Panel::Keys))} />
            <BarButton icon={Icon::Keyboard} label={texts.on_screen_keyboard} touch_only=true disabled={view_only}
                pressed={state.text_input} onclick={props.on(Action::SetTextInput(!state.text_input))} />
            <BarButton icon={Icon::Clipboard} label={clipboard} news={state.clipboard.unseen}
                panel={toggle(Panel::Clipboard, "clipboard-panel")}
                onclick={props.on(Action::Toggle(Panel::Clipboard))} />
            if state.sound.available {
                <BarButton icon={if state.sound.audible() { Icon::Sound } else { Icon::Silence }} label={texts.sound}
                    panel={toggle(Panel::Sound, "sound-panel")} onclick={props.on(Action::Toggle(Panel::Sound))} />
            }
            <span class="rule" />
            <BarButton icon={Icon::Fit} label={texts.fit} pressed={fits} disabled={parameters.is_locked("resize")}
                onclick={props.on(Action::SetResize(if fits { Resize::Off } else { Resize::Scale }))} />
            if !fits {
                <BarButton icon={Icon::Hand} label={texts.panning} touch_only={!parameters.view_clip} pressed={state.panning}
                    onclick={props.on(Action::SetPanning(!state.panning))} />
            }
            <BarButton icon={Icon::Eye} label={texts.view_only} pressed={view_only}
                disabled={parameters.is_locked("view_only")} onclick={props.on(Action::SetViewOnly(!view_only))} />
            if state.environment.can_fullscreen {
                <BarButton icon={if state.fullscreen { Icon::LeaveFullscreen } else { Icon::Fullscreen }}
                    label={fullscreen} onclick={props.on(Action::ToggleFullscreen)} />
            }
            if state.environment.framed {
                <a class="bar-button" href={state.environment.href.to_string()} target="_blank"
                    rel="noopener noreferrer" title={texts.new_tab} aria-label={texts.new_tab}>
                    <Picture icon={Icon::NewTab} />
                </a>
            }
            if state.machine.power {
                <BarButton icon={Icon::Power} label={texts.power_title} disabled={view_only}
                    panel={toggle(Panel::Power, "power-panel")} onclick={props.on(Action::Toggle(Panel::Power))} />
            }
            <BarButton icon={Icon::Settings} label={texts.settings} panel={toggle(Panel::Settings, "settings-panel")}
                onclick={props.on(Action::Toggle(Panel::Settings))} />
            <span class="rule" />
            <BarButton icon={Icon::Disconnect} label={texts.disconnect} onclick={props.on(Action::Disconnect)} />
        </div>
    }
}

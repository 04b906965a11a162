//! The panel of choices.

use yew::{Callback, Html, InputEvent, Properties, component, html, use_callback};

use super::Props;
use super::remembered::Remembered;
use crate::dom::field;
use crate::parameters::Resize;
use crate::state::Action;
use crate::texts::fill;

#[component]
pub(super) fn SettingsPanel(props: &Props) -> Html {
    let state = &*props.state;
    let texts = state.texts;
    let parameters = &state.parameters;
    let sizes = [
        (Resize::Off, texts.size_actual),
        (Resize::Scale, texts.size_fit),
        (Resize::Remote, texts.size_remote),
    ];
    let size_fixed = parameters.is_locked("resize");
    let lossless_fixed = parameters.is_locked("lossless");
    let bell_fixed = parameters.is_locked("bell");
    html! {
        <section id="settings-panel" class="panel" aria-labelledby="settings-title">
            <h2 id="settings-title">{ texts.settings }</h2>
            <fieldset disabled={size_fixed}>
                <legend>{ texts.size }</legend>
                { for sizes.map(|(size, label)| html! {
                    <label class="choice">
                        <input type="radio" name="resize" value={size.name()} checked={parameters.resize == size}
                            onchange={props.on(Action::SetResize(size))} />
                        { label }
                    </label>
                }) }
                <Fixed fixed={size_fixed} text={texts.fixed} />
            </fieldset>
            <Level id="quality" label={texts.quality} level={parameters.quality}
                fixed={parameters.is_locked("quality").then_some(texts.fixed)}
                onlevel={props.on.reform(Action::SetQuality)} />
            <label class="choice">
                <input type="checkbox" checked={parameters.lossless} disabled={lossless_fixed}
                    onchange={props.on(Action::SetLossless(!parameters.lossless))} />
                { texts.lossless }
            </label>
            <Fixed fixed={lossless_fixed} text={texts.fixed} />
            <Level id="compression" label={texts.compression} level={parameters.compression}
                fixed={parameters.is_locked("compression").then_some(texts.fixed)}
                onlevel={props.on.reform(Action::SetCompression)} />
            <p class="note">{ texts.lossy_help }</p>
            <label class="choice">
                <input type="checkbox" checked={parameters.bell} disabled={bell_fixed}
                    onchange={props.on(Action::SetBell(!parameters.bell))} />
                { texts.bell }
            </label>
            <Fixed fixed={bell_fixed} text={texts.fixed} />
            <label class="choice">
                <input type="checkbox" checked={state.text_input}
                    onchange={props.on(Action::SetTextInput(!state.text_input))} />
                { texts.text_input }
            </label>
            if state.remembered || state.forgotten {
                <fieldset>
                    <legend>{ texts.remembered }</legend>
                    <Remembered ..props.clone() />
                </fieldset>
            }
            if state.environment.framed && !state.environment.can_fullscreen {
                <p class="note">{ texts.fullscreen_forbidden }</p>
            }
            if let Some(round_trip) = state.machine.round_trip {
                <p class="note">{ fill(texts.round_trip, &round_trip.as_millis().to_string()) }</p>
            }
            <p class="note">{ texts.shortcut }</p>
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct LevelProps {
    id: &'static str,
    label: &'static str,
    level: u8,
    /// The note of a control that the operator has fixed.
    fixed: Option<&'static str>,
    onlevel: Callback<u8>,
}

/// A slider from 0 to 9 that shows its number.
#[component]
fn Level(props: &LevelProps) -> Html {
    let level = props.level.to_string();
    let oninput = use_callback(props.onlevel.clone(), |event: InputEvent, onlevel| {
        if let Ok(level) = field::entered(&event).parse() {
            onlevel.emit(level);
        }
    });
    html! {
        <div class="level">
            <label for={props.id}>{ props.label }</label>
            <output for={props.id}>{ &level }</output>
            <input id={props.id} type="range" min="0" max="9" step="1" value={level}
                disabled={props.fixed.is_some()} {oninput} />
            <Fixed fixed={props.fixed.is_some()} text={props.fixed.unwrap_or_default()} />
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct FixedProps {
    fixed: bool,
    text: &'static str,
}

/// Says why a control cannot be moved.
#[component]
fn Fixed(props: &FixedProps) -> Html {
    if props.fixed {
        html! { <p class="note">{ props.text }</p> }
    } else {
        Html::default()
    }
}

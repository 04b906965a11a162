//! The panel of the machine's sound.

use yew::{Html, InputEvent, component, html, use_callback};

use super::Props;
use crate::dom::field;
use crate::state::{Action, Sound};
use crate::texts::fill;

#[component]
pub(super) fn SoundPanel(props: &Props) -> Html {
    let Sound { on, muted, volume, latency_ms, .. } = props.state.sound;
    let texts = props.state.texts;
    let oninput = use_callback(props.on.clone(), |event: InputEvent, on| {
        if let Ok(volume) = field::entered(&event).parse() {
            on.emit(Action::SetVolume(volume));
        }
    });
    html! {
        <section id="sound-panel" class="panel" aria-labelledby="sound-title">
            <h2 id="sound-title">{ texts.sound }</h2>
            <p>{ if on { texts.sound_is_on } else { texts.sound_is_off } }</p>
            <div class="level">
                <label for="volume">{ texts.volume }</label>
                <output for="volume">{ volume }{ " %" }</output>
                <input id="volume" type="range" min="0" max="100" step="5" value={volume.to_string()} {oninput} />
            </div>
            <label class="choice">
                <input type="checkbox" checked={muted} onchange={props.on(Action::SetMuted(!muted))} />
                { texts.mute }
            </label>
            if let Some(latency) = latency_ms.filter(|_| on) {
                <p id="sound-latency">{ fill(texts.sound_latency, &latency.to_string()) }</p>
            }
            <div class="actions">
                <button type="button" id="sound-switch" class={(!on).then_some("primary")}
                    onclick={props.on(Action::SetSound(!on))}>
                    { if on { texts.sound_turn_off } else { texts.sound_turn_on } }
                </button>
            </div>
        </section>
    }
}

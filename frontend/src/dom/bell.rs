//! The machine's bell, as a short soft tone.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use web_sys::AudioContext;

/// The tone's pitch, in hertz.
const PITCH: f32 = 660.0;

/// Its loudness at the start, from 0 to 1.
const LOUDNESS: f32 = 0.12;

/// Its length, in seconds.
const LENGTH: f64 = 0.25;

/// Close to silence: a ramp of loudness can fall to it, but not to nothing.
const SILENCE: f32 = 0.0001;

/// Sounds the bell, and keeps what the browser needs for it.
#[derive(Default)]
pub(crate) struct Bell {
    context: Option<AudioContext>,
}

impl Bell {
    /// Sounds it, if the user has touched the page before: browsers allow no sound earlier than that.
    pub(crate) fn ring(&mut self) {
        if self.context.is_none() && may_sound() {
            self.context = AudioContext::new().ok();
        }
        if let Some(context) = &self.context {
            // Without a sound device there is no bell; nothing else depends on it.
            let _ = tone(context);
        }
    }
}

fn tone(context: &AudioContext) -> Result<(), JsValue> {
    let now = context.current_time();
    let volume = context.create_gain()?;
    volume.gain().set_value_at_time(LOUDNESS, now)?;
    volume.gain().exponential_ramp_to_value_at_time(SILENCE, now + LENGTH)?;
    let oscillator = context.create_oscillator()?;
    oscillator.frequency().set_value(PITCH);
    oscillator.connect_with_audio_node(&volume)?;
    volume.connect_with_audio_node(&context.destination())?;
    oscillator.start()?;
    oscillator.stop_with_when(now + LENGTH)
}

/// Whether the user has pressed something on this page; assumed where the browser does not tell.
fn may_sound() -> bool {
    let active = super::window()
        .and_then(|window| Reflect::get(&window.navigator(), &"userActivation".into()).ok())
        .filter(JsValue::is_object)
        .and_then(|activation| Reflect::get(&activation, &"hasBeenActive".into()).ok())
        .and_then(|active| active.as_bool());
    active.unwrap_or(true)
}

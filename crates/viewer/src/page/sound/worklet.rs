//! The AudioWorklet that plays sound, as the page sees it (assets/sound.js).

use gloo_events::EventListener;
use js_sys::{Array, Float32Array};
use session::{SOUND_CHANNELS, Sound};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AudioContext, AudioNode, AudioWorkletNode, AudioWorkletNodeOptions, MessageEvent, MessagePort,
};

/// The name under which the module registers its processor.
const PROCESSOR: &str = "porthole-sound";

/// A running worklet, connected to the sound card.
pub(super) struct Player {
    node: AudioWorkletNode,
    port: MessagePort,
    _listener: EventListener,
}

impl Player {
    /// Loads the module and connects its processor to `output`. `on_waiting` is told now and then how many seconds of
    /// sound wait in it.
    ///
    /// # Errors
    /// What the browser throws if the module is missing or not allowed.
    pub(super) async fn load(
        context: &AudioContext,
        output: &AudioNode,
        address: &str,
        on_waiting: impl Fn(f64) + 'static,
    ) -> Result<Self, JsValue> {
        JsFuture::from(context.audio_worklet()?.add_module(address)?).await?;
        let options = AudioWorkletNodeOptions::new();
        options.set_number_of_inputs(0);
        options.set_output_channel_count(&Array::of1(&SOUND_CHANNELS.into()));
        let node = AudioWorkletNode::new_with_options(context, PROCESSOR, &options)?;
        node.connect_with_audio_node(output)?;
        let port = node.port()?;
        let listener = EventListener::new(&port, "message", move |event| {
            if let Some(seconds) = event.unchecked_ref::<MessageEvent>().data().as_f64() {
                on_waiting(seconds);
            }
        });
        port.start();
        Ok(Self { node, port, _listener: listener })
    }

    /// What is to be heard next.
    pub(super) fn play(&self, sound: &Sound) {
        // It throws only for what cannot be transferred, and only a fresh buffer is.
        let _ = match sound {
            Sound::Begun => Ok(()),
            Sound::Samples(samples) => {
                let samples = Float32Array::from(samples.as_slice());
                self.port.post_message_with_transferable(&samples, &Array::of1(&samples.buffer()))
            }
            Sound::Ended => self.port.post_message(&JsValue::NULL),
        };
    }

    /// Disconnects it.
    pub(super) fn stop(&self) {
        // It throws only if it is not connected.
        let _ = self.node.disconnect();
    }
}

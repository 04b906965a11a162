//! Sound arrives at the sound card: through a worklet, and without one.

use std::f32::consts::TAU;

use session::{Command, Event as SessionEvent, Options, SOUND_RATE, Sound};
use viewer::Event;
use viewer::bridge::ToPage;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Stage, frame, module};

const URL: &str = "wss://proxy.example/?token=1";
const WORKLET: &str = include_str!("../../../../assets/sound.js");

/// What is heard, in hertz; and how many samples a channel gets at a time.
const PITCH: f32 = 1000.0;
const PIECE: usize = 960;

/// Listens to all that goes to a sound card from now on.
const TAP: &str = "
  window.tap = null;
  window.connect ??= AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode) {
      window.tap = new AnalyserNode(this.context, { fftSize: 4096, smoothingTimeConstant: 0 });
      window.connect.call(this, window.tap);
    }
    return window.connect.call(this, to, ...rest);
  };";

/// The pitch of what is heard now; 0 for silence.
const HEARD: &str = "(() => {
  if (!window.tap) return 0;
  const wave = new Float32Array(4096);
  window.tap.getFloatTimeDomainData(wave);
  if (Math.max(...wave) < 0.2) return 0;
  const powers = new Float32Array(window.tap.frequencyBinCount);
  window.tap.getFloatFrequencyData(powers);
  return powers.indexOf(Math.max(...powers)) * window.tap.context.sampleRate / 4096;
})()";

#[wasm_bindgen_test]
async fn samples_reach_the_sound_card_through_a_worklet() {
    check(Some(module(WORKLET))).await;
}

#[wasm_bindgen_test]
async fn samples_reach_the_sound_card_without_a_worklet() {
    check(None).await;
}

#[wasm_bindgen_test]
async fn a_worklet_that_cannot_be_loaded_is_done_without() {
    check(Some(module("this is no script"))).await;
}

async fn check(worklet: Option<String>) {
    js_sys::eval(TAP).unwrap();
    let stage = Stage::set_with_sound(Options::new(URL), worklet).await;
    // Nobody asked for sound yet.
    stage.post(&piece(0));
    frame().await;
    assert!(js_sys::eval("window.tap").unwrap().is_null());

    let viewer = stage.viewer.as_ref().unwrap();
    viewer.set_volume(0.9);
    assert!(viewer.set_sound(true));
    stage.command(|command| (command == Command::Sound(true)).then_some(())).await;
    stage.post(&ToPage::Event(SessionEvent::Sound(Sound::Begun)));
    let began = now();
    let (mut sent, mut pitch) = (0, 0.0);
    let told = || stage.events.borrow().iter().any(|event| matches!(event, Event::SoundLatency(_)));
    while pitch == 0.0 || !told() {
        assert!(now() - began < 60_000.0, "heard {pitch} Hz, and of the latency: {}", told());
        // As fast as it is played, whatever the pace of frames.
        while (sent * PIECE) as f64 / f64::from(SOUND_RATE) * 1000.0 < now() - began {
            stage.post(&piece(sent));
            sent += 1;
        }
        frame().await;
        let heard = js_sys::eval(HEARD).unwrap().as_f64().unwrap();
        pitch = if heard == 0.0 { pitch } else { heard };
    }
    assert!((pitch - f64::from(PITCH)).abs() < 50.0, "{pitch} Hz");
    viewer.set_sound(false);
    stage.command(|command| (command == Command::Sound(false)).then_some(())).await;
}

/// The piece of this number of a tone.
fn piece(number: usize) -> ToPage {
    let sample =
        |frame: usize| 0.8 * (TAU * PITCH * (frame % SOUND_RATE as usize) as f32 / SOUND_RATE as f32).sin();
    let frames = number * PIECE..(number + 1) * PIECE;
    ToPage::Event(SessionEvent::Sound(Sound::Samples(frames.flat_map(|frame| [sample(frame); 2]).collect())))
}

fn now() -> f64 {
    js_sys::Date::now()
}

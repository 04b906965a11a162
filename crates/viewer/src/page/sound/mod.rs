//! The machine's sound on its way to the sound card: an AudioWorklet, or scheduled buffers where the page may have none.

mod schedule;
mod worklet;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use js_sys::Reflect;
use session::{SOUND_CHANNELS, SOUND_RATE, Sound};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AudioBuffer, AudioContext, AudioContextOptions, GainNode};

use schedule::Schedule;
use worklet::Player;

/// How often it is told how late the sound is, in seconds.
const TELL_SECS: f64 = 0.5;

/// Plays sound. Dropping it ends that, and gives the sound card back.
pub(crate) struct Speaker(Rc<Inner>);

struct Inner {
    context: AudioContext,
    volume: GainNode,
    route: RefCell<Route>,
    /// Of the context's time: when the latency was last told.
    told: Cell<f64>,
    on_latency: Box<dyn Fn(Duration)>,
}

/// How samples get to the sound card.
enum Route {
    /// The worklet is being loaded; what is to be heard meanwhile is not.
    Opening,
    Worklet(Player),
    Scheduled(Schedule),
}

impl Speaker {
    /// A speaker, which starts to sound at once if the user has just pressed something. `worklet` is the address of the
    /// worklet's module, if the page has one; `on_latency` is told now and then how long after its arrival sound is heard.
    ///
    /// # Errors
    /// What the browser throws if it has no sound.
    pub(crate) fn new(
        worklet: Option<&str>,
        volume: f32,
        on_latency: impl Fn(Duration) + 'static,
    ) -> Result<Self, JsValue> {
        let options = AudioContextOptions::new();
        options.set_sample_rate(SOUND_RATE as f32);
        // A browser that cannot have this rate converts to its own.
        let context = AudioContext::new_with_context_options(&options).or_else(|_| AudioContext::new())?;
        let gain = context.create_gain()?;
        gain.connect_with_audio_node(&context.destination())?;
        let inner = Rc::new(Inner {
            context,
            volume: gain,
            route: RefCell::new(Route::Opening),
            told: Cell::new(0.0),
            on_latency: Box::new(on_latency),
        });
        let speaker = Self(inner);
        speaker.set_volume(volume);
        // It settles when the user allows it, by a press; nothing waits for that.
        let _ = speaker.0.context.resume();
        speaker.open(worklet.filter(|_| has_worklets(&speaker.0.context)));
        Ok(speaker)
    }

    /// How loud it is, from 0 to 1, as people hear it: half is half as loud, not half the power.
    pub(crate) fn set_volume(&self, volume: f32) {
        let volume = volume.clamp(0.0, 1.0);
        self.0.volume.gain().set_value(volume * volume);
    }

    /// What is to be heard next.
    pub(crate) fn play(&self, sound: &Sound) {
        match &mut *self.0.route.borrow_mut() {
            Route::Opening => {}
            Route::Worklet(player) => player.play(sound),
            Route::Scheduled(schedule) => match sound {
                Sound::Begun => {}
                Sound::Samples(samples) => {
                    // A browser that has no room for a buffer may have some for the next.
                    let _ = self.0.schedule(schedule, samples);
                }
                Sound::Ended => schedule.ended(),
            },
        }
    }

    fn open(&self, worklet: Option<&str>) {
        let Some(address) = worklet else {
            self.0.route.replace(Route::Scheduled(Schedule::default()));
            return;
        };
        let weak = Rc::downgrade(&self.0);
        let (context, volume) = (self.0.context.clone(), self.0.volume.clone());
        let address = address.to_owned();
        spawn_local(async move {
            let on_waiting = {
                let weak = weak.clone();
                move |seconds| {
                    if let Some(inner) = weak.upgrade() {
                        inner.tell(seconds);
                    }
                }
            };
            let player = Player::load(&context, &volume, &address, on_waiting).await;
            let Some(inner) = weak.upgrade() else { return };
            inner.route.replace(match player {
                Ok(player) => Route::Worklet(player),
                Err(error) => {
                    web_sys::console::warn_2(&"sound is played without a worklet:".into(), &error);
                    Route::Scheduled(Schedule::default())
                }
            });
        });
    }
}

impl Drop for Speaker {
    fn drop(&mut self) {
        if let Route::Worklet(player) = &*self.0.route.borrow() {
            player.stop();
        }
        // It settles when the sound card is free.
        let _ = self.0.context.close();
    }
}

impl Inner {
    /// Hands samples to the sound card as one buffer, to follow the one before.
    fn schedule(&self, schedule: &mut Schedule, samples: &[f32]) -> Result<(), JsValue> {
        let frames = samples.len() / usize::from(SOUND_CHANNELS);
        if frames == 0 {
            return Ok(());
        }
        let now = self.context.current_time();
        let Some(place) = schedule.place(now, frames as f64 / f64::from(SOUND_RATE)) else { return Ok(()) };
        let buffer: AudioBuffer =
            self.context.create_buffer(SOUND_CHANNELS.into(), frames as u32, SOUND_RATE as f32)?;
        for channel in 0..SOUND_CHANNELS {
            let every = usize::from(SOUND_CHANNELS);
            let one: Vec<f32> = samples.iter().skip(channel.into()).step_by(every).copied().collect();
            buffer.copy_to_channel(&one, channel.into())?;
        }
        let source = self.context.create_buffer_source()?;
        source.set_buffer(Some(&buffer));
        source.playback_rate().set_value(place.speed as f32);
        source.connect_with_audio_node(&self.volume)?;
        source.start_with_when(place.at)?;
        if now - self.told.get() >= TELL_SECS {
            self.told.set(now);
            self.tell(place.at - now);
        }
        Ok(())
    }

    /// Tells how late sound is, of which so many seconds wait on this side.
    fn tell(&self, waiting_secs: f64) {
        // The way from here to the loudspeaker; not every browser knows it.
        let card = ["baseLatency", "outputLatency"]
            .iter()
            .filter_map(|name| Reflect::get(&self.context, &(*name).into()).ok()?.as_f64())
            .sum::<f64>();
        if let Ok(latency) = Duration::try_from_secs_f64(waiting_secs + card) {
            (self.on_latency)(latency);
        }
    }
}

/// Whether there are worklets: not on pages that came unencrypted.
fn has_worklets(context: &AudioContext) -> bool {
    Reflect::get(context, &"audioWorklet".into()).is_ok_and(|worklet| worklet.is_object())
}

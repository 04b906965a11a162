//! The machine's sound: whether the user wants it, and how much of it is passed on.

use std::time::Duration;

use rfb::wire::{AudioFormat, SampleFormat};
use serde::{Deserialize, Serialize};

/// How many samples a second each channel of [`Sound::Samples`] has. It is the most that QEMU sends.
pub const SOUND_RATE: u32 = 48_000;
/// How many channels it has: left and right, whose samples take turns.
pub const SOUND_CHANNELS: u8 = 2;

/// What the server is asked for: what nearly every sound card and recording has.
pub(crate) const FORMAT: AudioFormat =
    AudioFormat { samples: SampleFormat::S16, channels: SOUND_CHANNELS, frequency: SOUND_RATE };

/// What is to be heard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Sound {
    /// Something, from now on.
    Begun,
    /// This comes next: samples from -1 to 1, of [`SOUND_CHANNELS`] channels in turn, [`SOUND_RATE`] a second of each.
    Samples(Vec<f32>),
    /// Nothing any more.
    Ended,
}

/// How far the sound that a server sends may run ahead of the time that it takes to play it. Networks deliver in bursts;
/// what is more than this would only be waited for, and fill the memory meanwhile.
const AHEAD: Duration = Duration::from_secs(2);

/// Lets sound pass as fast as it can be played.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    /// When all that has passed will have been played.
    played_at: Duration,
}

impl Meter {
    /// Whether so many samples may pass now.
    pub(crate) fn admits(&mut self, samples: usize, now: Duration) -> bool {
        let start = self.played_at.max(now);
        if start > now + AHEAD {
            return false;
        }
        let frames = samples / usize::from(SOUND_CHANNELS);
        self.played_at = start + Duration::from_secs_f64(frames as f64 / f64::from(SOUND_RATE));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_passes_at_the_speed_at_which_it_is_played() {
        let second = SOUND_RATE as usize * usize::from(SOUND_CHANNELS);
        let mut meter = Meter::default();
        let mut passed_by = |now: u64| {
            (0..1000).take_while(|_| meter.admits(second / 10, Duration::from_millis(now))).count()
        };
        assert_eq!(passed_by(5000), 21);
        assert_eq!(passed_by(5000), 0);
        assert_eq!(passed_by(5500), 5);
        assert_eq!(passed_by(60_000), 21);
    }
}

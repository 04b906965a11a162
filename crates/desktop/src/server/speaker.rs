//! The desktop's sound, for clients that ask for it: tones, made as time passes (QEMU Audio).

use std::f32::consts::TAU;
use std::time::Duration;

use rfb::wire::{AudioFormat, AudioMessage, AudioRequest, SampleFormat};

use crate::scene::Tone;

/// How often sound is sent while there is any.
const INTERVAL: Duration = Duration::from_millis(20);

/// The most sound that one message makes up for. What a client was too slow for is not to be heard any more.
const LONGEST: Duration = Duration::from_millis(200);

/// How long a tone takes to swell, so that it does not click.
const ATTACK_SECS: f32 = 0.005;

/// How loud a tone is, of 1.
const LOUDNESS: f32 = 0.25;

/// The highest frequency of samples that is made, as in QEMU.
const MAX_FREQUENCY: u32 = 48_000;

/// What a client has asked for, and what sounds.
#[derive(Debug)]
pub(super) struct Speaker {
    format: AudioFormat,
    enabled: bool,
    playing: Option<Playing>,
}

/// A tone that sounds.
#[derive(Debug)]
struct Playing {
    tone: Tone,
    /// When it began; known from the first time that it is sent.
    since: Option<Duration>,
    /// How many frames of it have been sent.
    sent: u64,
}

impl Default for Speaker {
    /// Before a client says otherwise: what QEMU has.
    fn default() -> Self {
        let format = AudioFormat { samples: SampleFormat::S16, channels: 2, frequency: 44_100 };
        Self { format, enabled: false, playing: None }
    }
}

impl Speaker {
    /// Does what a client wants.
    pub(super) fn request(&mut self, request: AudioRequest) {
        match request {
            AudioRequest::Enable => self.enabled = true,
            AudioRequest::Disable => (self.enabled, self.playing) = (false, None),
            AudioRequest::SetFormat(format) => {
                self.format = AudioFormat { frequency: format.frequency.clamp(1, MAX_FREQUENCY), ..format };
            }
        }
    }

    /// Sounds a tone, in place of the one that may still sound.
    pub(super) fn play(&mut self, tone: Tone, output: &mut Vec<u8>) {
        if !self.enabled {
            return;
        }
        if self.playing.is_none() {
            AudioMessage::Begin.encode(output);
        }
        self.playing = Some(Playing { tone, since: None, sent: 0 });
    }

    /// Appends what has sounded by now, and answers when there will be more.
    pub(super) fn say(&mut self, now: Duration, output: &mut Vec<u8>) -> Option<Duration> {
        let playing = self.playing.as_mut()?;
        let since = *playing.since.get_or_insert(now);
        let length = frames(playing.tone.length, self.format);
        let passed = frames(now.saturating_sub(since) + INTERVAL, self.format).min(length);
        let start = playing.sent.max(passed.saturating_sub(frames(LONGEST, self.format)));
        if start < passed {
            let mut data = Vec::new();
            for frame in start..passed {
                let sample = sample(playing.tone, frame as f32 / self.format.frequency as f32);
                for _ in 0..self.format.channels {
                    self.format.samples.write(sample, &mut data);
                }
            }
            AudioMessage::Data(data).encode(output);
            playing.sent = passed;
        }
        if passed == length {
            AudioMessage::End.encode(output);
            self.playing = None;
            return None;
        }
        Some(now + INTERVAL)
    }
}

/// How many frames a time has.
fn frames(time: Duration, format: AudioFormat) -> u64 {
    (time.as_secs_f64() * f64::from(format.frequency)) as u64
}

/// A tone so many seconds after its beginning: it swells, and fades to its end.
fn sample(tone: Tone, seconds: f32) -> f32 {
    let left = 1.0 - seconds / tone.length.as_secs_f32();
    let loudness = LOUDNESS * (seconds / ATTACK_SECS).min(1.0) * left * left;
    loudness * (TAU * tone.pitch * seconds).sin()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TONE: Tone = Tone { pitch: 1000.0, length: Duration::from_millis(250) };

    /// All that is said of a tone by a speaker that is asked every few milliseconds.
    fn heard(format: AudioFormat, step: Duration) -> Vec<u8> {
        let mut speaker = Speaker::default();
        speaker.request(AudioRequest::SetFormat(format));
        speaker.request(AudioRequest::Enable);
        let (mut said, mut heard) = (Vec::new(), Vec::new());
        speaker.play(TONE, &mut said);
        let begin = said.len();
        let mut now = Duration::from_secs(7);
        while speaker.say(now, &mut said).is_some() {
            now += step;
        }
        let mut rest = &said[begin..];
        while let [255, 1, 0, 2, a, b, c, d, data @ ..] = rest {
            let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
            heard.extend_from_slice(&data[..length]);
            rest = &data[length..];
        }
        assert_eq!((&said[..begin], rest), (&[255, 1, 0, 1][..], &[255, 1, 0, 0][..]));
        heard
    }

    #[test]
    fn a_tone_is_sent_whole_in_every_format_however_often_the_speaker_is_asked() {
        for samples in SampleFormat::ALL {
            for channels in [1, 2] {
                let format = AudioFormat { samples, channels, frequency: 8000 };
                let bytes = heard(format, Duration::from_millis(7));
                assert_eq!(bytes.len(), 2000 * format.frame_bytes(), "{format:?}");
                assert_eq!(bytes, heard(format, Duration::from_millis(60)), "{format:?}");
                let sound = samples.read(&bytes);
                let loudest = sound.iter().copied().fold(0.0, f32::max);
                assert!((0.2..=LOUDNESS).contains(&loudest), "{format:?}: {loudest}");
            }
        }
    }

    #[test]
    fn nothing_sounds_for_those_who_did_not_ask_or_ask_no_more() {
        let mut speaker = Speaker::default();
        let mut said = Vec::new();
        speaker.play(TONE, &mut said);
        assert_eq!((speaker.say(Duration::ZERO, &mut said), said.len()), (None, 0));
        speaker.request(AudioRequest::Enable);
        speaker.play(TONE, &mut said);
        speaker.request(AudioRequest::Disable);
        said.clear();
        assert_eq!((speaker.say(Duration::ZERO, &mut said), said.len()), (None, 0));
    }

    #[test]
    fn what_a_client_was_too_slow_for_is_not_made_up_for() {
        let mut speaker = Speaker::default();
        speaker.request(AudioRequest::Enable);
        let mut said = Vec::new();
        let tone = Tone { length: Duration::from_secs(60), ..TONE };
        speaker.play(tone, &mut said);
        speaker.say(Duration::ZERO, &mut said);
        said.clear();
        speaker.say(Duration::from_secs(30), &mut said);
        assert!(said.len() <= 8 + 4 * 44_100 / 5, "{}", said.len());
    }
}

//! The machine's sound, for those who want it.

use rfb::wire::{AudioFormat, AudioMessage, AudioRequest, SampleFormat};
use session::{Command, Event, SOUND_RATE, Sound};

use crate::driver::{Driver, options, rectangle, update};

/// The number of QEMU audio.
const QEMU_AUDIO: i32 = -259;

fn announce(driver: &mut Driver) {
    driver.receive(&update(&[rectangle(0, 0, 0, 0, QEMU_AUDIO, &[])]));
}

fn says(message: &AudioMessage) -> Vec<u8> {
    let mut bytes = Vec::new();
    message.encode(&mut bytes);
    bytes
}

fn asked(requests: &[AudioRequest]) -> Vec<u8> {
    let mut bytes = Vec::new();
    requests.iter().for_each(|request| request.encode(&mut bytes));
    bytes
}

fn on() -> Vec<u8> {
    let format = AudioFormat { samples: SampleFormat::S16, channels: 2, frequency: SOUND_RATE };
    asked(&[AudioRequest::SetFormat(format), AudioRequest::Enable])
}

#[test]
fn nothing_is_asked_for_before_the_user_wants_it() {
    let mut driver = Driver::connected(options());
    announce(&mut driver);
    assert_eq!(driver.take_events(), [Event::SoundAvailable]);
    let said = driver.take_sent_behind_encodings();
    assert!(!said.contains(&255), "only an update is asked for: {said:?}");
    driver.receive(&says(&AudioMessage::Data(vec![0; 8])));
    assert_eq!(driver.take_events(), []);
    driver.command(Command::Sound(true));
    driver.command(Command::Sound(true));
    assert_eq!(driver.take_sent(), on());
    driver.command(Command::Sound(false));
    assert_eq!(driver.take_sent(), asked(&[AudioRequest::Disable]));
}

#[test]
fn samples_come_as_numbers() {
    let mut driver = Driver::connected(options());
    announce(&mut driver);
    driver.command(Command::Sound(true));
    driver.forget();
    for message in [AudioMessage::Begin, AudioMessage::Data(vec![0, 0x40, 0, 0x80, 0, 0]), AudioMessage::End]
    {
        driver.receive(&says(&message));
    }
    let heard = [Sound::Begun, Sound::Samples(vec![0.5, -1.0]), Sound::Ended].map(Event::Sound);
    assert_eq!(driver.take_events(), heard);
}

#[test]
fn who_wanted_sound_has_it_after_connecting_again() {
    let mut driver = Driver::connected(options());
    driver.command(Command::Sound(true));
    assert_eq!(driver.take_sent(), []);
    announce(&mut driver);
    assert!(driver.take_sent().windows(on().len()).any(|bytes| bytes == on()));
    driver.close(1000, "");
    driver.command(Command::Connect);
    driver.link_opened();
    driver.shake_hands();
    driver.forget();
    announce(&mut driver);
    assert!(driver.take_sent().windows(on().len()).any(|bytes| bytes == on()));
}

#[test]
fn sound_that_comes_faster_than_it_can_be_played_is_dropped() {
    let mut driver = Driver::connected(options());
    announce(&mut driver);
    driver.command(Command::Sound(true));
    driver.forget();
    let second = says(&AudioMessage::Data(vec![0; 4 * SOUND_RATE as usize]));
    driver.receive(&second.repeat(20));
    assert_eq!(driver.take_events().len(), 3);
}

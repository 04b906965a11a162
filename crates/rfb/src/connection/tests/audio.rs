//! The machine's sound: only for those who ask for it.

use super::*;
use crate::wire::{AudioMessage, AudioRequest, MAX_AUDIO_DATA, SampleFormat};

const SIZE: Size = Size::new(16, 16);
const STEREO: AudioFormat = AudioFormat { samples: SampleFormat::S16, channels: 2, frequency: 48_000 };

fn says(message: &AudioMessage) -> Vec<u8> {
    let mut bytes = Vec::new();
    ServerMessage::Audio(message.clone()).encode(&mut bytes);
    bytes
}

fn data(bytes: &[u8]) -> Vec<u8> {
    says(&AudioMessage::Data(bytes.to_vec()))
}

fn receive(connection: &mut Connection, bytes: &[u8]) -> Vec<Event> {
    let mut events = Vec::new();
    connection.receive(bytes, &mut events).expect("a good server");
    events
}

fn encoded(requests: &[AudioRequest]) -> Vec<u8> {
    let mut bytes = Vec::new();
    requests.iter().for_each(|request| request.encode(&mut bytes));
    bytes
}

/// A connection to a server that has sound.
fn connected() -> Connection {
    let mut connection = after(Config::default(), &welcome(SIZE, PixelFormat::BGRX));
    let announcement = update(&[(Rect::default(), Encoding::QEMU_AUDIO, &[])]);
    let events = receive(&mut connection, &[announcement.clone(), announcement].concat());
    assert_eq!(events.iter().filter(|event| **event == Event::AudioAvailable).count(), 1);
    connection.output().clear();
    connection
}

#[test]
fn sound_is_asked_for_only_where_there_is_some() {
    let mut connection = after(Config::default(), &welcome(SIZE, PixelFormat::BGRX));
    assert!(!connection.enable_audio(STEREO));
    connection.disable_audio();
    assert_eq!(connection.output().len(), 0);
    let mut connection = connected();
    assert!(connection.enable_audio(STEREO));
    connection.disable_audio();
    connection.disable_audio();
    let expected = [AudioRequest::SetFormat(STEREO), AudioRequest::Enable, AudioRequest::Disable];
    assert_eq!(*connection.output(), encoded(&expected));
}

#[test]
fn sound_is_heard_from_asking_for_it_until_asking_it_to_stop() {
    let mut connection = connected();
    assert_eq!(receive(&mut connection, &data(&[1, 2, 3, 4])), []);
    connection.enable_audio(STEREO);
    let bytes = [says(&AudioMessage::Begin), data(&[1, 2, 3, 4, 5]), says(&AudioMessage::End)].concat();
    let heard = [Event::AudioBegun, Event::AudioData(vec![1, 2, 3, 4]), Event::AudioEnded];
    assert_eq!(receive(&mut connection, &bytes), heard);
    connection.disable_audio();
    assert_eq!(receive(&mut connection, &[bytes, vec![2]].concat()), [Event::Bell]);
}

#[test]
fn sound_of_absurd_length_is_passed_over_without_being_kept() {
    let length = u32::try_from(MAX_AUDIO_DATA).expect("fits") + 1;
    let mut connection = connected();
    connection.enable_audio(STEREO);
    assert_eq!(receive(&mut connection, &says(&AudioMessage::TooLong { length })), []);
    assert_eq!(receive(&mut connection, &vec![2; length as usize]), []);
    assert_eq!(connection.tail.capacity(), 0);
    assert_eq!(receive(&mut connection, &[2]), [Event::Bell]);
}

#[test]
fn messages_about_sound_may_be_cut_anywhere() {
    let bytes =
        [welcome(SIZE, PixelFormat::BGRX), data(&[9; 20]), says(&AudioMessage::End), vec![2]].concat();
    let seen = play(&Config::default(), &bytes);
    assert_eq!((seen.outcome, seen.events.last()), (Ok(()), Some(&Event::Bell)));
}

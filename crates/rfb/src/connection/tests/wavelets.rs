//! ZYWRLE is asked for only of servers to whom its number does not mean KasmVNC's video.

use super::*;
use crate::decode::DecodeError;
use crate::wire::Fence;

const SIZE: Size = Size::new(2, 2);

fn config(quality: u8) -> Config {
    let preferences = Preferences { quality: Some(quality), ..Preferences::default() };
    Config { preferences, ..Config::default() }
}

/// Whether ZYWRLE is asked for in these messages.
fn asked(output: &[u8]) -> bool {
    output
        .windows(8)
        .any(|pair| pair == [Encoding::ZYWRLE.0.to_be_bytes(), Encoding::ZRLE.0.to_be_bytes()].concat())
}

fn play_after_welcome(quality: u8, bytes: &[u8]) -> Seen {
    play(&config(quality), &[&welcome(SIZE, PixelFormat::BGRX), bytes].concat())
}

/// What a server of TigerVNC's family says at once to a client that knows fences.
fn fence() -> Vec<u8> {
    let mut bytes = Vec::new();
    ServerMessage::Fence(Fence { flags: 1 << 31, payload: vec![1] }).encode(&mut bytes);
    bytes
}

#[test]
fn zywrle_is_asked_for_after_the_first_update_at_low_quality() {
    assert!(!asked(&play_after_welcome(5, &[]).output));
    assert!(asked(&play_after_welcome(5, &update(&[])).output));
    assert!(!asked(&play_after_welcome(6, &update(&[])).output));
}

#[test]
fn a_server_that_knows_fences_or_continuous_updates_may_be_kasmvnc() {
    for extension in [fence(), vec![150]] {
        let seen = play_after_welcome(0, &[extension, update(&[]), update(&[])].concat());
        assert!(!asked(&seen.output));
    }
}

#[test]
fn zywrle_follows_the_quality_once_it_is_known_to_be_understood() {
    let first = [welcome(SIZE, PixelFormat::BGRX), update(&[])].concat();
    let mut connection = after(config(9), &first);
    connection.set_preferences(config(2).preferences);
    assert!(asked(connection.output()));
    connection.output().clear();
    connection.set_preferences(config(8).preferences);
    assert!(!connection.output().is_empty() && !asked(connection.output()));
}

#[test]
fn what_kasmvnc_sends_under_the_number_is_not_decoded() {
    let rectangle = update(&[(Rect::covering(SIZE), Encoding::ZYWRLE, b"video")]);
    let refused = Err(DecodeError::UnsupportedEncoding(Encoding::ZYWRLE).into());
    assert_eq!(play_after_welcome(0, &rectangle).outcome, refused);
    assert_eq!(play_after_welcome(0, &[fence(), update(&[]), rectangle].concat()).outcome, refused);
}

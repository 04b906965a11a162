//! The clipboard, both ways.

use session::{Command, Event, Options, Refusal};

use crate::driver::{Driver, options};

const LIMIT: usize = 1 << 20;

fn server_cut_text(text: &[u8]) -> Vec<u8> {
    let mut bytes = vec![3, 0, 0, 0];
    bytes.extend((text.len() as u32).to_be_bytes());
    bytes.extend(text);
    bytes
}

#[test]
fn text_for_the_vm_is_latin_1_with_plain_line_ends() {
    let mut driver = Driver::connected(options());
    driver.command(Command::Clipboard("über\r\n5 €\r😀".to_owned()));
    assert_eq!(driver.take_sent(), b"\x06\0\0\0\0\0\0\x0a\xfcber\n5 ?\n?");
}

#[test]
fn text_from_the_vm_is_latin_1_with_plain_line_ends() {
    let mut driver = Driver::connected(options());
    driver.receive(&server_cut_text(b"\xfcber\r\nuns\r"));
    assert_eq!(driver.take_events(), [Event::Clipboard("über\nuns\n".to_owned())]);
}

#[test]
fn too_long_a_text_is_refused_with_the_limit() {
    let mut driver = Driver::connected(options());
    driver.command(Command::Clipboard("x".repeat(LIMIT)));
    assert_eq!(driver.take_sent().len(), 8 + LIMIT);
    driver.command(Command::Clipboard("x".repeat(LIMIT + 1)));
    assert_eq!(driver.take_sent(), []);
    assert_eq!(driver.take_events(), [Event::Refused(Refusal::ClipboardTooLong { limit: LIMIT })]);
    driver.receive(&server_cut_text(&vec![b'x'; LIMIT + 1]));
    let length = u32::try_from(LIMIT + 1).unwrap();
    assert_eq!(driver.take_events(), [Event::Refused(Refusal::VmClipboardTooLong { length, limit: LIMIT })]);
}

#[test]
fn who_only_watches_receives_and_sends_not() {
    let mut driver = Driver::connected(Options { view_only: true, ..options() });
    driver.command(Command::Clipboard("secret".to_owned()));
    assert_eq!(driver.take_sent(), []);
    driver.receive(&server_cut_text(b"public"));
    assert_eq!(driver.take_events(), [Event::Clipboard("public".to_owned())]);
}

#[test]
fn of_a_flood_only_the_newest_waits() {
    let mut driver = Driver::connected(options());
    let mut flood = vec![2; 100_000];
    for text in [&b"one"[..], b"two", b"three"] {
        flood.extend(server_cut_text(text));
    }
    driver.receive(&flood);
    assert_eq!(driver.take_events(), [Event::Bell, Event::Clipboard("three".to_owned())]);
}

//! The clipboard, both ways.

use rfb::wire::{self, ClipboardCapabilities, ClipboardFormats, ClipboardMessage, MAX_CLIPBOARD_OFFER};
use session::{ClipboardFormat, ClipboardItem, Command, Event, Options, Refusal};

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

/// Connected to a server with the extended clipboard.
fn extended(options: Options) -> Driver {
    let mut driver = Driver::connected(options);
    let capabilities = ClipboardCapabilities::asking_for(ClipboardFormats::USEFUL);
    driver.receive(&from_server(&ClipboardMessage::Capabilities(capabilities)));
    assert_eq!(driver.take_events(), [Event::ClipboardExtended]);
    driver.forget();
    driver
}

fn from_server(message: &ClipboardMessage) -> Vec<u8> {
    let mut bytes = Vec::new();
    message.encode_from_server(&mut bytes);
    bytes
}

fn from_client(message: &ClipboardMessage) -> Vec<u8> {
    let mut bytes = Vec::new();
    message.encode_from_client(&mut bytes);
    bytes
}

fn html() -> ClipboardItem {
    ClipboardItem { format: ClipboardFormat::Html, data: b"<b>bold</b>".to_vec() }
}

fn html_on_the_wire() -> wire::ClipboardItem {
    wire::ClipboardItem { format: wire::ClipboardFormat::Html, data: b"<b>bold</b>".to_vec() }
}

#[test]
fn all_of_unicode_goes_both_ways_where_the_server_has_it() {
    let mut driver = extended(options());
    driver.command(Command::Clipboard("5 €\r\n東京 😀".to_owned()));
    assert_eq!(driver.take_sent(), from_client(&ClipboardMessage::Notify(ClipboardFormats::TEXT)));
    driver.receive(&from_server(&ClipboardMessage::Request(ClipboardFormats::TEXT)));
    let text = wire::ClipboardItem::text("5 €\n東京 😀");
    assert_eq!(driver.take_sent(), from_client(&ClipboardMessage::Provide(vec![text])));

    driver.receive(&from_server(&ClipboardMessage::Notify(ClipboardFormats::TEXT)));
    assert_eq!(driver.take_sent(), from_client(&ClipboardMessage::Request(ClipboardFormats::TEXT)));
    assert_eq!(driver.take_events(), [Event::ClipboardOffered(vec![ClipboardFormat::Text])]);
    let text = wire::ClipboardItem::text("Grüße\nПривет");
    driver.receive(&from_server(&ClipboardMessage::Provide(vec![text])));
    assert_eq!(driver.take_events(), [Event::Clipboard("Grüße\nПривет".to_owned())]);
}

#[test]
fn html_and_pictures_are_carried_both_ways() {
    let mut driver = extended(options());
    let text = ClipboardItem { format: ClipboardFormat::Text, data: b"bold".to_vec() };
    driver.command(Command::OfferClipboard(vec![text, html()]));
    driver.receive(&from_server(&ClipboardMessage::Request(ClipboardFormats::USEFUL)));
    let offered: ClipboardFormats =
        [wire::ClipboardFormat::Text, wire::ClipboardFormat::Html].into_iter().collect();
    let items = vec![wire::ClipboardItem::text("bold"), html_on_the_wire()];
    let expected = [ClipboardMessage::Notify(offered), ClipboardMessage::Provide(items)];
    assert_eq!(driver.take_sent(), expected.each_ref().map(from_client).concat());

    let formats: ClipboardFormats =
        [wire::ClipboardFormat::Html, wire::ClipboardFormat::Dib].into_iter().collect();
    driver.receive(&from_server(&ClipboardMessage::Notify(formats)));
    let offered = vec![ClipboardFormat::Html, ClipboardFormat::Dib];
    assert_eq!(driver.take_events(), [Event::ClipboardOffered(offered.clone())]);
    driver.command(Command::FetchClipboard(offered));
    assert_eq!(driver.take_sent(), from_client(&ClipboardMessage::Request(formats)));
    driver.receive(&from_server(&ClipboardMessage::Provide(vec![html_on_the_wire()])));
    assert_eq!(driver.take_events(), [Event::ClipboardData(html())]);
}

#[test]
fn a_server_without_formats_gets_the_text_among_them() {
    let mut driver = Driver::connected(options());
    let text = ClipboardItem { format: ClipboardFormat::Text, data: "né".as_bytes().to_vec() };
    driver.command(Command::OfferClipboard(vec![html(), text]));
    assert_eq!(driver.take_sent(), b"\x06\0\0\0\0\0\0\x02n\xe9");
    driver.command(Command::FetchClipboard(vec![ClipboardFormat::Html]));
    assert_eq!(driver.take_sent(), []);
}

#[test]
fn what_was_offered_is_taken_back_from_one_who_only_watches() {
    let mut driver = extended(options());
    driver.command(Command::Clipboard("secret".to_owned()));
    driver.forget();
    driver.command(Command::ViewOnly(true));
    driver.receive(&from_server(&ClipboardMessage::Request(ClipboardFormats::TEXT)));
    let expected = [ClipboardMessage::Notify(ClipboardFormats::NONE), ClipboardMessage::Provide(Vec::new())];
    assert_eq!(driver.take_sent(), expected.each_ref().map(from_client).concat());
    driver.command(Command::OfferClipboard(vec![html()]));
    assert_eq!(driver.take_sent(), []);
}

#[test]
fn too_much_is_not_offered() {
    let mut driver = extended(options());
    driver.command(Command::Clipboard("x".repeat(MAX_CLIPBOARD_OFFER)));
    let data = vec![0; MAX_CLIPBOARD_OFFER + 1];
    driver.command(Command::OfferClipboard(vec![ClipboardItem { format: ClipboardFormat::Dib, data }]));
    assert_eq!(driver.take_sent(), []);
    let refused = Event::Refused(Refusal::ClipboardTooLong { limit: MAX_CLIPBOARD_OFFER });
    assert_eq!(driver.take_events(), [refused.clone(), refused]);
}

//! The extended clipboard: both sides' texts and formats, and servers that get it wrong.

use super::*;
use crate::wire::{ClipboardCapabilities, ClipboardFormat, MAX_CLIPBOARD_MESSAGE, MAX_CLIPBOARD_OFFER};

const SIZE: Size = Size::new(16, 16);

/// A server's message.
pub(super) fn says(message: &ClipboardMessage) -> Vec<u8> {
    let mut bytes = Vec::new();
    message.encode_from_server(&mut bytes);
    bytes
}

/// A server's message of these bytes, whatever they are.
fn says_raw(body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).expect("short");
    let mut bytes = Vec::new();
    ServerMessage::CutText(CutText::Extended { length }).encode(&mut bytes);
    [&bytes, body].concat()
}

/// What a client says, without the lengths that [`ClientMessage`] leaves to its caller.
fn said(connection: &mut Connection) -> Vec<ClipboardMessage> {
    let bytes = std::mem::take(connection.output());
    let mut input = Input::new(&bytes);
    let mut messages = Vec::new();
    while let Some(message) = ClientMessage::decode(&mut input).expect("what a client says") {
        let ClientMessage::CutText(CutText::Extended { length }) = message else {
            panic!("{message:?} is none of the extended clipboard");
        };
        let body = input.take(length as usize).expect("as long as announced");
        messages.push(ClipboardMessage::decode(body).expect("what a client says"));
    }
    assert_eq!(input.remaining(), 0);
    messages
}

/// A connection to a server that takes everything but nothing unasked, as QEMU and TigerVNC do.
fn connected() -> Connection {
    connected_to(ClipboardCapabilities::asking_for(ClipboardFormats::USEFUL))
}

fn connected_to(capabilities: ClipboardCapabilities) -> Connection {
    let hello = says(&ClipboardMessage::Capabilities(capabilities));
    after(Config::default(), &[welcome(SIZE, PixelFormat::BGRX), hello].concat())
}

fn receive(connection: &mut Connection, bytes: &[u8]) -> Vec<Event> {
    let mut events = Vec::new();
    connection.receive(bytes, &mut events).expect("a good server");
    events
}

fn html(text: &str) -> ClipboardItem {
    ClipboardItem { format: ClipboardFormat::Html, data: text.as_bytes().to_vec() }
}

#[test]
fn capabilities_are_answered_and_told_once() {
    let ours = ClipboardMessage::Capabilities(ClipboardCapabilities::asking_for(ClipboardFormats::USEFUL));
    let mut connection = after(Config::default(), &welcome(SIZE, PixelFormat::BGRX));
    assert!(!connection.clipboard_is_extended());
    assert_eq!(receive(&mut connection, &says(&ours)), [Event::ClipboardExtended]);
    assert!(connection.clipboard_is_extended());
    assert_eq!(said(&mut connection), std::slice::from_ref(&ours));
    // The answer to each further SetEncodings.
    assert_eq!(receive(&mut connection, &says(&ours)), []);
    assert_eq!(said(&mut connection), [ours]);
}

#[test]
fn a_servers_text_is_asked_for_and_is_unicode() {
    let mut connection = connected();
    let events = receive(&mut connection, &says(&ClipboardMessage::Notify(ClipboardFormats::USEFUL)));
    assert_eq!(events, [Event::ClipboardOffered(ClipboardFormats::USEFUL)]);
    assert_eq!(said(&mut connection), [ClipboardMessage::Request(ClipboardFormats::TEXT)]);
    let text = ClipboardItem::text("Grüße\n東京 😀");
    let events = receive(&mut connection, &says(&ClipboardMessage::Provide(vec![text])));
    assert_eq!(events, [Event::CutText("Grüße\n東京 😀".into())]);
}

#[test]
fn other_formats_are_fetched_when_they_are_wanted() {
    let mut connection = connected();
    let formats = [ClipboardFormat::Html].into_iter().collect();
    receive(&mut connection, &says(&ClipboardMessage::Notify(formats)));
    assert_eq!(said(&mut connection), []);
    connection.request_clipboard(formats);
    assert_eq!(said(&mut connection), [ClipboardMessage::Request(formats)]);
    let both = vec![ClipboardItem::text("old"), html("<b>old</b>")];
    let newer = vec![html("<b>new</b>")];
    let bytes = [both, newer].map(|items| says(&ClipboardMessage::Provide(items))).concat();
    let expected = [Event::CutText("old".into()), Event::ClipboardData(html("<b>new</b>"))];
    assert_eq!(receive(&mut connection, &bytes), expected);
}

#[test]
fn a_clients_text_is_announced_and_sent_when_the_server_asks() {
    let mut connection = connected();
    assert!(connection.cut_text("5 €\n東京"));
    assert_eq!(said(&mut connection), [ClipboardMessage::Notify(ClipboardFormats::TEXT)]);
    receive(&mut connection, &says(&ClipboardMessage::Peek));
    assert_eq!(said(&mut connection), [ClipboardMessage::Notify(ClipboardFormats::TEXT)]);
    receive(&mut connection, &says(&ClipboardMessage::Request(ClipboardFormats::USEFUL)));
    let provided = [ClipboardMessage::Provide(vec![ClipboardItem::text("5 €\n東京")])];
    assert_eq!(said(&mut connection), provided);
    connection.withdraw_clipboard();
    assert_eq!(said(&mut connection), [ClipboardMessage::Notify(ClipboardFormats::NONE)]);
    receive(&mut connection, &says(&ClipboardMessage::Request(ClipboardFormats::TEXT)));
    assert_eq!(said(&mut connection), [ClipboardMessage::Provide(Vec::new())]);
}

#[test]
fn a_server_that_takes_it_gets_a_short_text_unasked() {
    let capabilities = ClipboardCapabilities::asking_for(ClipboardFormats::TEXT).with_unasked_text(8);
    let mut connection = connected_to(capabilities);
    for (text, expected) in [
        ("1234567", ClipboardMessage::Provide(vec![ClipboardItem::text("1234567")])),
        ("12345678", ClipboardMessage::Notify(ClipboardFormats::TEXT)),
    ] {
        assert!(connection.cut_text(text));
        assert_eq!(said(&mut connection), [expected]);
    }
}

#[test]
fn every_format_is_offered_and_sent() {
    let mut connection = connected();
    let items: Vec<_> = ClipboardFormats::USEFUL
        .iter()
        .map(|format| ClipboardItem { format, data: format!("{format:?}").into_bytes() })
        .collect();
    assert!(connection.offer_clipboard(items.clone()));
    assert_eq!(said(&mut connection), [ClipboardMessage::Notify(ClipboardFormats::USEFUL)]);
    receive(&mut connection, &says(&ClipboardMessage::Request(ClipboardFormats::USEFUL)));
    assert_eq!(said(&mut connection), [ClipboardMessage::Provide(items)]);
}

#[test]
fn a_text_over_the_limit_is_not_offered_and_one_at_it_fits_into_a_message() {
    let mut connection = connected();
    // A zero byte goes behind it.
    assert!(!connection.cut_text(&"x".repeat(MAX_CLIPBOARD_OFFER)));
    assert_eq!(said(&mut connection), []);
    assert!(connection.cut_text(&"x".repeat(MAX_CLIPBOARD_OFFER - 1)));
    receive(&mut connection, &says(&ClipboardMessage::Request(ClipboardFormats::TEXT)));
    assert!(connection.output().len() < MAX_CUT_TEXT + 24);
}

#[test]
fn a_server_that_never_stops_asking_is_not_answered_without_end() {
    let mut connection = connected();
    assert!(connection.cut_text(&"x".repeat(MAX_CLIPBOARD_OFFER / 2)));
    let question = says(&ClipboardMessage::Request(ClipboardFormats::TEXT));
    receive(&mut connection, &question.repeat(1000));
    assert!(connection.output().len() < 2 * MAX_CUT_TEXT);
}

/// noVNC reads on in the middle of a message that it does not use, trusts the sizes inside, and takes messages that are
/// longer than their contents for two. Here a message ends where its length says, whatever is in it.
#[test]
fn novnc_defect_extended_clipboard_lengths() {
    let zlib_of_a_lie = [0x78, 0x01, 1, 4, 0, 0xfb, 0xff, 0xff, 0xff, 0xff, 0xff];
    let bodies: [(&str, Vec<u8>, &[Event]); 10] = [
        ("nothing at all, which is an empty text", vec![], &[Event::CutText(String::new())]),
        ("half a word of flags", vec![0x10, 0], &[]),
        ("no action", vec![0, 0, 0, 1, 2, 2, 2, 2], &[]),
        ("several actions", vec![0x18, 0, 0, 1, 2, 2, 2, 2], &[]),
        ("a request with bytes behind it", vec![2, 0, 0, 1, 200, 200], &[]),
        ("a peek with bytes behind it", vec![4, 0, 0, 0, 200, 200, 200], &[]),
        (
            "a notify with bytes behind it",
            vec![8, 0, 0, 0, 200],
            &[Event::ClipboardOffered(ClipboardFormats::NONE)],
        ),
        (
            "a provide of no text, with its zlib stream",
            vec![0x10, 0, 0, 0, 0x78, 0x01, 1, 0, 0, 0xff, 0xff],
            &[],
        ),
        (
            "a provide that claims four gigabytes",
            [&[0x10, 0, 0, 1][..], &zlib_of_a_lie].concat(),
            &[Event::CutTextTooLong { length: u32::MAX }],
        ),
        ("a provide that is not zlib", vec![0x10, 0, 0, 1, 200, 200, 200], &[]),
    ];
    for (what, body, events) in bodies {
        // The bell behind it shows whether the stream is still understood.
        let bytes = [welcome(SIZE, PixelFormat::BGRX), says_raw(&body), vec![2]].concat();
        let seen = play(&Config::default(), &bytes);
        assert_eq!(seen.outcome, Ok(()), "{what}");
        assert_eq!(seen.events[1..seen.events.len() - 1], *events, "{what}");
        assert_eq!(seen.events.last(), Some(&Event::Bell), "{what}");
    }
}

#[test]
fn a_message_longer_than_any_is_passed_over_without_being_kept() {
    let length = u32::try_from(MAX_CLIPBOARD_MESSAGE).expect("fits") + 1;
    let mut connection = connected();
    let mut bytes = Vec::new();
    ServerMessage::CutText(CutText::Extended { length }).encode(&mut bytes);
    assert_eq!(receive(&mut connection, &bytes), [Event::CutTextTooLong { length }]);
    assert_eq!(receive(&mut connection, &vec![200; length as usize]), []);
    assert_eq!(connection.tail.capacity(), 0);
    assert_eq!(receive(&mut connection, &[2]), [Event::Bell]);
}

#[test]
fn servers_without_the_extension_are_offered_latin_1_only() {
    let mut connection = after(Config::default(), &welcome(SIZE, PixelFormat::BGRX));
    assert!(!connection.offer_clipboard(vec![html("<b>")]));
    connection.request_clipboard(ClipboardFormats::USEFUL);
    connection.withdraw_clipboard();
    assert_eq!(connection.output().len(), 0);
    assert!(connection.cut_text("5 €"));
    assert_eq!(connection.output()[..], *b"\x06\0\0\0\0\0\0\x035 ?");
}

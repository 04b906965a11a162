//! What real servers sent leads to the picture that a second, Raw connection saw, in whatever pieces it arrives.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use porthole_tests::recording::{Picture, Recording};
use rfb::{Connection, Event, Size};

/// The pieces in which recordings are played to be cut at every position: so long that most of what decoders read at once
/// can lie within one, so short that the time of that many replays of everything is bearable.
const PIECE: usize = 96;

/// How many single cuts, evenly spread, a recording gets besides.
const CUTS: usize = 20;

/// How far a colour of a JPEG picture may be from the true one on average, of 255.
const JPEG_TOLERANCE: f64 = 4.0;

fn recordings() -> impl Iterator<Item = (PathBuf, Recording)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder of recordings")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "recording"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "there are no recordings");
    paths.into_iter().map(|path| {
        let recording = Recording::load(&path).expect("a recording");
        (path, recording)
    })
}

/// What a connection holds in the end, and what it has told.
fn play<'a>(recording: &Recording, pieces: impl IntoIterator<Item = &'a [u8]>) -> (Connection, Vec<Event>) {
    let mut connection = recording.connection();
    let mut events = Vec::new();
    for piece in pieces {
        connection.receive(piece, &mut events).expect("a good server");
    }
    (connection, events)
}

fn assert_same(
    (left, left_events): &(Connection, Vec<Event>),
    (right, right_events): &(Connection, Vec<Event>),
    what: &str,
) {
    assert_eq!(left.size(), right.size(), "{what}");
    assert!(left.framebuffer().pixels() == right.framebuffer().pixels(), "{what}: other pixels");
    assert!(left_events == right_events, "{what}: other events");
}

fn mean_difference(left: &[u8], right: &[u8]) -> f64 {
    assert_eq!(left.len(), right.len());
    let sum: u64 = left.iter().zip(right).map(|(left, right)| u64::from(left.abs_diff(*right))).sum();
    sum as f64 / left.len() as f64
}

#[test]
fn recordings_lead_to_the_picture_that_was_on_the_screen() {
    for (path, recording) in recordings() {
        let (connection, events) =
            play(&recording, recording.pieces.iter().map(|piece| piece.bytes.as_slice()));
        let picture = Picture::of(&connection);
        assert!(events.contains(&Event::UpdateEnded), "{}", path.display());
        assert_eq!(picture.size, recording.picture.size, "{}", path.display());
        if path.to_string_lossy().contains("jpeg") {
            let difference = mean_difference(&picture.rgb, &recording.picture.rgb);
            assert!(difference < JPEG_TOLERANCE, "{}: {difference} of 255 apart", path.display());
        } else {
            assert!(picture.rgb == recording.picture.rgb, "{} leads to another picture", path.display());
        }
    }
}

#[test]
fn it_does_not_matter_how_a_recording_is_cut() {
    for (path, recording) in recordings() {
        let bytes = recording.bytes();
        let name = path.display();
        let whole = play(&recording, [bytes.as_slice()]);
        for length in [1, 61, 1021] {
            assert_same(&play(&recording, bytes.chunks(length)), &whole, &format!("{name} in {length}s"));
        }
        for cut in (0..bytes.len()).step_by(bytes.len() / CUTS) {
            let (before, after) = bytes.split_at(cut);
            assert_same(&play(&recording, [before, after]), &whole, &format!("{name} cut at {cut}"));
        }
    }
}

/// Each position is once the end of a piece, [`PIECE`] bytes from the cuts before and after it, and every update must
/// have led to the same screen by then. With one cut at a time it would take hours.
#[test]
fn recordings_can_be_cut_at_every_position() {
    thread::scope(|threads| {
        for (path, recording) in recordings() {
            threads.spawn(move || {
                let updates = Update::all(&recording);
                for offset in 0..PIECE {
                    Update::check(
                        &updates,
                        &recording,
                        offset,
                        &format!("{} from {offset} on", path.display()),
                    );
                }
            });
        }
    });
}

/// What a connection has after an update.
struct Update {
    /// How many bytes of the recording that took.
    end: usize,
    events: Vec<Event>,
    size: Size,
    pixels: Vec<u8>,
}

impl Update {
    /// Those of a recording, played byte by byte.
    fn all(recording: &Recording) -> Vec<Self> {
        let mut connection = recording.connection();
        let mut events = Vec::new();
        let mut updates = Vec::new();
        for (index, byte) in recording.bytes().chunks(1).enumerate() {
            connection.receive(byte, &mut events).expect("a good server");
            if events.last() == Some(&Event::UpdateEnded) {
                updates.push(Self::of(&connection, index + 1, std::mem::take(&mut events)));
            }
        }
        updates
    }

    fn of(connection: &Connection, end: usize, events: Vec<Event>) -> Self {
        Self { end, events, size: connection.size(), pixels: connection.framebuffer().pixels().to_vec() }
    }

    /// Plays the recording in pieces of [`PIECE`] bytes, the first of which ends at `offset`, and between updates.
    fn check(updates: &[Self], recording: &Recording, offset: usize, what: &str) {
        let bytes = recording.bytes();
        let mut connection = recording.connection();
        let mut begin = 0;
        for update in updates {
            let mut events = Vec::new();
            while begin < update.end {
                let end = update.end.min(begin + 1 + (offset + 2 * PIECE - begin % PIECE - 1) % PIECE);
                connection.receive(&bytes[begin..end], &mut events).expect("a good server");
                begin = end;
            }
            assert!(events == update.events, "{what}: other events up to {begin}");
            assert_eq!(connection.size(), update.size, "{what}: another size after {begin}");
            assert!(connection.framebuffer().pixels() == update.pixels, "{what}: other pixels after {begin}");
        }
    }
}

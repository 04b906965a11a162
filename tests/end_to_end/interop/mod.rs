//! The matrix of servers: each is visited in every encoding, and must show the picture that it has by its own account.
//!
//! `cargo xtask interop` writes what came out to docs/interop.md; no cell of that table comes from anywhere else.

mod client;
mod pam;
mod servers;
mod wayland;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use desktop::encode::Encoders;
use rfb::auth::Random;
use rfb::decode::Decoders;
use rfb::wire::Encoding;
use rfb::{Config, Preferences};

use crate::support::picture::Picture;
use client::Visit;
use servers::{Expected, Server};

/// The environment variable that names the file for the table.
const TABLE: &str = "INTEROP_TABLE";

/// The quality of the visit that asks as the console does, and those of the visits that ask for ZRLE and so for ZYWRLE, with
/// two and with three levels of wavelets.
const QUALITY: u8 = 6;
const WAVELET_QUALITIES: [u8; 2] = [5, 2];

/// How far colours may be off on average, of 255, where something may be lost: much of the test picture is noise, which JPEG is
/// not made for, and wavelets still less. Pictures that have nothing to do with each other are 85 apart.
const TOLERANCE: f64 = 16.0;
const WAVELET_TOLERANCE: f64 = 40.0;

/// What a server that has sent another picture than its own is said to have: within Tight, the encodings do not tell.
const JPEG: &str = "JPEG";

/// What a visit with wavelets waits for: a server answers with it only once it has been asked for more than at first.
const ZYWRLE: &str = "ZYWRLE";

#[test]
fn every_server_shows_the_picture_that_it_has() {
    let mut rows = String::new();
    let mut unexpected = Vec::new();
    for start in servers::ALL {
        let directory = tempfile::tempdir().unwrap();
        let mut server = start(directory.path());
        let row = Row::of(&mut server);
        println!("{}", row.line);
        if !row.as_expected {
            unexpected.push(row.line.clone());
        }
        writeln!(rows, "{}", row.line).unwrap();
    }
    if let Some(file) = std::env::var_os(TABLE) {
        write_table(Path::new(&file), &rows);
    }
    assert!(unexpected.is_empty(), "other than expected:\n{}", unexpected.join("\n"));
}

/// A line of the table.
struct Row {
    line: String,
    as_expected: bool,
}

impl Row {
    /// Visits a server once in each encoding that loses nothing, once as the console does it, and for wavelets.
    fn of(server: &mut Server) -> Self {
        let single = Encoders::SUPPORTED.into_iter().map(|encoding| Preferences {
            encodings: vec![Encoding::COPY_RECT, encoding],
            quality: None,
            ..Preferences::default()
        });
        let console = Preferences { quality: Some(QUALITY), ..Preferences::default() };
        let wavelets = WAVELET_QUALITIES.map(|quality| Preferences {
            encodings: vec![Encoding::COPY_RECT, Encoding::ZRLE],
            quality: Some(quality),
            ..Preferences::default()
        });
        let all: Vec<Preferences> = match server.expected {
            Expected::Picture => single.chain([console]).chain(wavelets).collect(),
            // Once is enough: a server may refuse to talk at all after a few.
            Expected::Refusal(_) => vec![console],
            Expected::NotHere(_) => vec![],
        };
        let mut seen = BTreeSet::new();
        let mut features = BTreeSet::new();
        let mut failures = Vec::new();
        let mut losses = Vec::new();
        for preferences in &all {
            let exact = preferences.quality.is_none();
            let is_for_wavelets = preferences.quality.is_some_and(|quality| quality != QUALITY);
            let tolerance = match (exact, is_for_wavelets) {
                (true, _) => 0.0,
                (_, true) => WAVELET_TOLERANCE,
                _ => TOLERANCE,
            };
            let mut apart = 0.0;
            let same = |picture: &Picture| {
                let difference = difference(picture, &(server.screenshot)());
                apart = difference.unwrap_or_default();
                difference.is_some_and(|difference| difference <= tolerance)
            };
            let config = Config {
                shared: true,
                credentials: server.credentials.clone(),
                preferences: preferences.clone(),
                random: Some(Random::new(&[7; Random::SEED])),
                ..Config::default()
            };
            let wavelets = server.features.iter().copied().find(|name| *name == ZYWRLE);
            let awaited = if is_for_wavelets { wavelets } else { server.awaited };
            match client::visit(server.port, config, awaited, same) {
                Ok(Visit { encodings, features: told }) => {
                    let (pixels, pseudo): (Vec<Encoding>, Vec<Encoding>) =
                        encodings.into_iter().partition(|encoding| Decoders::SUPPORTED.contains(encoding));
                    seen.extend(pixels.iter().map(Encoding::to_string));
                    if apart > 0.0 {
                        losses.push(format!("{apart:.2}"));
                        // Of what is asked for, nothing else loses anything.
                        if !pixels.contains(&Encoding::ZYWRLE) {
                            features.insert(JPEG.to_owned());
                        }
                    }
                    features.extend(pseudo.iter().map(Encoding::to_string));
                    features.extend(told.into_iter().map(str::to_owned));
                }
                Err(reason) if exact => failures.push(format!("{}: {reason}", preferences.encodings[1])),
                Err(reason) => failures.push(reason),
            }
        }
        let is_lacking = |name: &&str| !features.contains(*name) && !seen.contains(*name);
        let lacking: Vec<&str> = server.features.iter().copied().filter(is_lacking).collect();
        let as_expected = match server.expected {
            Expected::Picture => failures.is_empty() && lacking.is_empty(),
            Expected::Refusal(words) => failures.len() == 1 && failures[0].contains(words),
            Expected::NotHere(_) => true,
        };
        let result = match (&server.expected, &failures[..], &lacking[..]) {
            (Expected::NotHere(reason), ..) => format!("not visited here: {reason}"),
            (Expected::Refusal(_), [reason], _) => format!("refused: {reason}"),
            (_, [], []) if losses.is_empty() => format!("the same picture in {} visits", all.len()),
            (_, [], []) => {
                let exact = all.len() - losses.len();
                format!("the same picture in {exact} visits, in others {} of 255 apart", losses.join(", "))
            }
            (_, [], lacking) => format!("without {}", lacking.join(", ")),
            (_, failures, _) => failures.join("; "),
        };
        let list = |words: BTreeSet<String>| words.into_iter().collect::<Vec<_>>().join(", ");
        let Server { name, version, security, .. } = server;
        let (seen, features) = (list(seen), list(features));
        Self {
            line: format!("| {name} | {version} | {security} | {seen} | {features} | {result} |"),
            as_expected,
        }
    }
}

/// How far apart the colours of two pictures are on average, of 255; nothing if their sizes differ.
fn difference(seen: &Picture, screenshot: &Picture) -> Option<f64> {
    if (seen.width, seen.height) != (screenshot.width, screenshot.height) {
        return None;
    }
    let off: u64 = seen.rgb.iter().zip(&screenshot.rgb).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    Some(off as f64 / seen.rgb.len() as f64)
}

fn write_table(file: &Path, rows: &str) {
    let visits = Encoders::SUPPORTED.len();
    let [five, two] = WAVELET_QUALITIES;
    let text = format!(
        "# Servers\n\n\
         Written by `cargo xtask interop`, which starts each server, visits it over TCP with the protocol engine, and \
         compares what arrived\nwith the server's own screenshot: pixel for pixel in each of {visits} visits that ask for \
         one encoding of those that lose nothing,\nand nearly in one that asks as the console does, with quality {QUALITY}, \
         and in two that ask for ZRLE with qualities {five} and {two}, at\nwhich ZYWRLE is asked for where it is understood. \
         Encodings and features are those that the server used. JPEG is in\nthe list where Tight has lost something. Where \
         a server wants TLS inside the connection, the result is what the user is told.\n\n\
         | server | version | security | encodings seen | features seen | result |\n\
         | --- | --- | --- | --- | --- | --- |\n{rows}"
    );
    std::fs::write(file, text).unwrap();
}

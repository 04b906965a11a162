//! The matrix of servers: each is visited in every encoding, and must show the picture that it has by its own account.
//!
//! `cargo xtask interop` writes what came out to docs/interop.md; no cell of that table comes from anywhere else.

mod client;
mod servers;
mod wayland;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use desktop::encode::Encoders;
use rfb::decode::Decoders;
use rfb::wire::Encoding;
use rfb::{Config, Preferences};

use crate::support::picture::Picture;
use client::Visit;
use servers::{Expected, Server};

/// The environment variable that names the file for the table.
const TABLE: &str = "INTEROP_TABLE";

/// The JPEG quality of the visit that may lose something, and how far its colours may be off on average, of 255: much of
/// the test picture is noise, which JPEG is not made for.
const QUALITY: u8 = 8;
const TOLERANCE: f64 = 12.0;

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
    /// Visits a server once in each encoding that loses nothing, and once as the console does it.
    fn of(server: &mut Server) -> Self {
        let single = Encoders::SUPPORTED.into_iter().map(|encoding| Preferences {
            encodings: vec![Encoding::COPY_RECT, encoding],
            quality: None,
            ..Preferences::default()
        });
        let console = Preferences { quality: Some(QUALITY), ..Preferences::default() };
        let all: Vec<Preferences> = match server.expected {
            Expected::Picture => single.chain([console]).collect(),
            // Once is enough: a server may refuse to talk at all after a few.
            Expected::Refusal(_) => vec![console],
        };
        let mut seen = BTreeSet::new();
        let mut features = BTreeSet::new();
        let mut failures = Vec::new();
        for preferences in &all {
            let exact = preferences.quality.is_none();
            let same = |picture: &Picture| is_same(picture, &(server.screenshot)(), exact);
            let config = Config {
                shared: true,
                credentials: server.credentials.clone(),
                preferences: preferences.clone(),
                ..Config::default()
            };
            match client::visit(server.port, config, same) {
                Ok(Visit { encodings, features: told }) => {
                    let (pixels, pseudo): (Vec<Encoding>, Vec<Encoding>) =
                        encodings.into_iter().partition(|encoding| Decoders::SUPPORTED.contains(encoding));
                    seen.extend(pixels.iter().map(Encoding::to_string));
                    features.extend(pseudo.iter().map(Encoding::to_string));
                    features.extend(told.into_iter().map(str::to_owned));
                }
                Err(reason) if exact => failures.push(format!("{}: {reason}", preferences.encodings[1])),
                Err(reason) => failures.push(reason),
            }
        }
        let as_expected = match server.expected {
            Expected::Picture => failures.is_empty(),
            Expected::Refusal(words) => failures.len() == 1 && failures[0].contains(words),
        };
        let result = if failures.is_empty() {
            format!("the same picture in {} visits", all.len())
        } else {
            failures.join("; ")
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

/// Whether what was seen is what the server has: exactly, or as nearly as JPEG gets.
fn is_same(seen: &Picture, screenshot: &Picture, exact: bool) -> bool {
    if exact || (seen.width, seen.height) != (screenshot.width, screenshot.height) {
        return seen == screenshot;
    }
    let off: u64 = seen.rgb.iter().zip(&screenshot.rgb).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    (off as f64) < TOLERANCE * seen.rgb.len() as f64
}

fn write_table(file: &Path, rows: &str) {
    let visits = Encoders::SUPPORTED.len();
    let text = format!(
        "# Servers\n\n\
         Written by `cargo xtask interop`, which starts each server, visits it over TCP with the protocol engine, and \
         compares what arrived\nwith the server's own screenshot: pixel for pixel in each of {visits} visits that ask for \
         one encoding of those that lose nothing,\nand nearly in one that asks as the console does, with JPEG quality \
         {QUALITY}. Encodings and features are those that the server used.\n\n\
         | server | version | security | encodings seen | features seen | result |\n\
         | --- | --- | --- | --- | --- | --- |\n{rows}"
    );
    std::fs::write(file, text).unwrap();
}

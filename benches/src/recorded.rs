//! Streams that real servers once sent, cut into their updates.

use std::path::Path;

use anyhow::{Context, Result};
use porthole_tests::recording::Recording;
use rfb::connection::Event;

/// A recorded session, ready to be sent again.
pub(crate) struct Recorded {
    /// The recording's name.
    pub(crate) name: String,
    /// The server's messages up to ServerInit, one item a turn.
    pub(crate) handshake: Vec<Vec<u8>>,
    /// One FramebufferUpdate each, with whatever other messages came before it.
    pub(crate) updates: Vec<Vec<u8>>,
}

/// The recordings that both pages can show: 32-bit pixels in encodings that noVNC knows.
const NAMES: [&str; 6] =
    ["qemu-tight", "qemu-zrle", "tigervnc-tight", "tigervnc-tight-jpeg", "tigervnc-zrle", "x11vnc-zlib"];

/// Loads them.
pub(crate) fn all() -> Result<Vec<Recorded>> {
    let directory = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/recordings"));
    NAMES.iter().map(|name| load(directory, name)).collect()
}

fn load(directory: &Path, name: &str) -> Result<Recorded> {
    let recording = Recording::load(&directory.join(format!("{name}.recording")))
        .with_context(|| format!("the recording {name}"))?;
    let welcome = recording.welcome();
    // The version, the security types, the security result, and what is left: ServerInit.
    let turns = [0..12, 12..14, 14..18, 18..welcome.len()];
    Ok(Recorded {
        name: name.to_owned(),
        handshake: turns.map(|turn| welcome[turn].to_vec()).to_vec(),
        updates: updates(&recording)?,
    })
}

/// Cuts the recorded bytes behind the last byte of each update.
fn updates(recording: &Recording) -> Result<Vec<Vec<u8>>> {
    let mut connection = recording.connection();
    let mut updates = Vec::new();
    let mut update = Vec::new();
    for byte in recording.bytes() {
        let mut events = Vec::new();
        connection.receive(&[byte], &mut events)?;
        update.push(byte);
        if events.contains(&Event::UpdateEnded) {
            updates.push(std::mem::take(&mut update));
        }
    }
    Ok(updates)
}

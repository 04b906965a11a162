//! A visitor without a browser: the protocol engine on a TCP connection.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::{Duration, Instant};

use rfb::wire::{AudioFormat, Encoding, SampleFormat};
use rfb::{Config, Connection, Event};

use crate::support::picture::Picture;

/// How long a server has to show the right picture; generous, as test machines are slow and shared.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long a server must say nothing for its picture to be looked at.
const SILENCE: Duration = Duration::from_millis(200);

/// What a server used in one visit.
pub(crate) struct Visit {
    /// Encodings and pseudo-encodings of the rectangles that came.
    pub(crate) encodings: Vec<Encoding>,
    /// What it said in messages of their own.
    pub(crate) features: BTreeSet<&'static str>,
}

/// Visits the server on this port of the loopback interface until it shows the picture, and the feature or encoding that is
/// awaited, if any.
///
/// # Errors
/// A sentence on why it does not.
pub(crate) fn visit(
    port: u16,
    config: Config,
    awaited: Option<&str>,
    same: impl FnMut(&Picture) -> bool,
) -> Result<Visit, String> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map_err(|error| error.to_string())?;
    stream.set_read_timeout(Some(SILENCE)).map_err(|error| error.to_string())?;
    let connection = Connection::new(config);
    Visitor { stream, connection, features: BTreeSet::new(), drawn: false }.stay(awaited, same)
}

struct Visitor {
    stream: TcpStream,
    connection: Connection,
    features: BTreeSet<&'static str>,
    /// Whether an update has come.
    drawn: bool,
}

impl Visitor {
    fn stay(
        mut self,
        awaited: Option<&str>,
        mut same: impl FnMut(&Picture) -> bool,
    ) -> Result<Visit, String> {
        let begun = Instant::now();
        let mut buffer = vec![0; 1 << 16];
        while begun.elapsed() < PATIENCE {
            match self.stream.read(&mut buffer) {
                Ok(0) => {
                    let refusal = self.connection.refusal().map(|refusal| refusal.to_string());
                    return Err(refusal.unwrap_or_else(|| "the server hung up".to_owned()));
                }
                Ok(length) => self.receive(&buffer[..length])?,
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    let has_all = awaited.is_none_or(|name| self.has_shown(name));
                    if self.drawn && has_all && same(&self.picture()) {
                        return Ok(self.visit());
                    }
                }
                Err(error) => return Err(error.to_string()),
            }
        }
        Err(match awaited.filter(|name| !self.has_shown(name)) {
            Some(name) => format!("without {name}"),
            None => "another picture than the server's own screenshot".to_owned(),
        })
    }

    /// Whether a feature or an encoding of this name has been seen.
    fn has_shown(&self, name: &str) -> bool {
        let mut encodings = self.connection.encodings_seen().iter();
        self.features.contains(name) || encodings.any(|encoding| encoding.to_string() == name)
    }

    /// What has been seen so far.
    fn visit(mut self) -> Visit {
        let known = [
            (self.connection.knows_fences(), "fences"),
            (self.connection.knows_continuous_updates(), "continuous updates"),
            (self.connection.has_relative_pointer(), "relative pointer"),
        ];
        self.features.extend(known.into_iter().filter_map(|(is_known, name)| is_known.then_some(name)));
        Visit { encodings: self.connection.encodings_seen().to_vec(), features: self.features }
    }

    fn receive(&mut self, bytes: &[u8]) -> Result<(), String> {
        let mut events = Vec::new();
        self.connection.receive(bytes, &mut events).map_err(|error| error.to_string())?;
        for event in events {
            self.features.extend(feature(&event));
            match event {
                Event::Connected { .. } => self.connection.request_update(false),
                Event::UpdateEnded => {
                    // Once more everything, with what can be asked for now that the server has shown what it understands.
                    self.connection.request_update(self.drawn);
                    self.drawn = true;
                }
                Event::CredentialsRequired { .. } => return Err("the server asks who we are".to_owned()),
                Event::AudioAvailable => {
                    self.connection.enable_audio(SOUND);
                }
                // A little is enough to know, and without more of it there is silence, in which the picture is looked at.
                Event::AudioData(_) => self.connection.disable_audio(),
                _ => {}
            }
        }
        let output = std::mem::take(self.connection.output());
        self.stream.write_all(&output).map_err(|error| error.to_string())
    }

    fn picture(&self) -> Picture {
        let size = self.connection.size();
        let pixels = self.connection.framebuffer().pixels();
        Picture::from_rgba(usize::from(size.width), usize::from(size.height), pixels)
    }
}

/// How sound is asked for: as the console does it.
const SOUND: AudioFormat = AudioFormat { samples: SampleFormat::S16, channels: 2, frequency: 48_000 };

/// What an event shows the server to have, beyond the pseudo-encodings that are noted by themselves.
const fn feature(event: &Event) -> Option<&'static str> {
    match event {
        Event::AudioData(_) => Some("sound"),
        Event::Bell => Some("bell"),
        Event::ClipboardExtended => Some("extended clipboard"),
        Event::CutText(_) => Some("clipboard"),
        Event::PowerReady => Some("power"),
        _ => None,
    }
}

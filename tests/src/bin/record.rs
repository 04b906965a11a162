//! Records what a VNC server sends, for replay tests, benchmarks and seeds of fuzzers.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use lexopt::prelude::*;
use porthole_tests::recording::{Picture, Piece, Recording};
use rfb::decode::Decoders;
use rfb::wire::{Encoding, PixelFormat};
use rfb::{Config, Connection, Credentials, Event, PixelFormatChoice, Preferences};

const USAGE: &str = "\
Usage: record [OPTIONS] HOST:PORT FILE

Records what a VNC server sends until it has sent enough updates and is silent, then looks at the screen once more
over a second connection in the Raw encoding, and writes FILE with both.

Options:
  --encodings NAME,…  encodings of pixels, best first: raw copyrect rre corre hextile zlib tight trle zrle [all]
  --format NAME       server, bgrx, rgbx, rgb565, bgr233 or colour-map [server]
  --quality 0-9       JPEG quality [none: lossless]
  --compression 0-9   compression effort [2]
  --cursor            take the cursor's image instead of seeing it on the screen
  --updates N         how many updates to record at most [8]
  --password TEXT     for VNC authentication
";

/// How long a server must say nothing to be silent.
const SILENCE: Duration = Duration::from_millis(1500);

/// How many updates may pass until a second connection has seen the whole screen: some servers answer the first request
/// with the screen's size alone.
const WITNESSED_UPDATES: usize = 8;

struct Options {
    address: String,
    file: PathBuf,
    config: Config,
    updates: usize,
}

fn main() -> ExitCode {
    let outcome = match parse(lexopt::Parser::from_env()) {
        Ok(Some(options)) => record(&options),
        Ok(None) => write!(io::stdout(), "{USAGE}"),
        Err(error) => Err(io::Error::other(error)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "record: {error}");
            ExitCode::FAILURE
        }
    }
}

fn record(options: &Options) -> io::Result<()> {
    let mut link = Link::connect(&options.address, &options.config)?;
    let size = link.connection.size();
    let pixel_format = link.connection.pixel_format().ok_or_else(|| io::Error::other("not connected"))?;
    let pieces = link.record(options.updates)?;

    let preferences = Preferences { encodings: vec![Encoding::RAW], ..options.config.preferences.clone() };
    let mut witness = Link::connect(&options.address, &Config { preferences, ..options.config.clone() })?;
    witness.record(WITNESSED_UPDATES)?;
    let picture = Picture::of(&witness.connection);

    let seen = Picture::of(&link.connection);
    let differing = if seen.size == picture.size {
        seen.rgb.iter().zip(&picture.rgb).filter(|(ours, theirs)| ours != theirs).count()
    } else {
        picture.rgb.len()
    };
    let encodings = options.config.preferences.encodings.clone();
    let recording = Recording { size, pixel_format, encodings, pieces, picture };
    recording.save(&options.file)?;
    let mut out = io::stdout();
    let bytes: usize = recording.pieces.iter().map(|piece| piece.bytes.len()).sum();
    let file_size = options.file.metadata()?.len();
    writeln!(out, "{bytes} bytes in {} pieces; the file has {file_size}", recording.pieces.len())?;
    writeln!(out, "{differing} of {} colours differ from the Raw picture", recording.picture.rgb.len())
}

/// A connection and the socket under it.
struct Link {
    socket: TcpStream,
    connection: Connection,
    events: Vec<Event>,
}

impl Link {
    /// Connects, and stops right after the last byte of the handshake.
    fn connect(address: &str, config: &Config) -> io::Result<Self> {
        let socket = TcpStream::connect(address)?;
        socket.set_nodelay(true)?;
        let mut link = Self { socket, connection: Connection::new(config.clone()), events: Vec::new() };
        loop {
            let mut byte = [0];
            link.socket.read_exact(&mut byte)?;
            link.receive(&byte)?;
            for event in std::mem::take(&mut link.events) {
                match event {
                    Event::Connected { .. } => return Ok(link),
                    Event::CredentialsRequired { .. } => {
                        return Err(io::Error::other("the server asks for a password: use --password"));
                    }
                    _ => {}
                }
            }
        }
    }

    /// Asks for up to this many updates, one after the other, and returns what comes until the server is silent.
    fn record(&mut self, updates: usize) -> io::Result<Vec<Piece>> {
        self.socket.set_read_timeout(Some(SILENCE))?;
        let begin = Instant::now();
        let mut asked = 1;
        let mut buffer = vec![0; 1 << 16];
        let mut pieces = Vec::new();
        self.connection.request_update(false);
        self.send()?;
        loop {
            let length = match self.socket.read(&mut buffer) {
                Ok(length) => length,
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                    return Ok(pieces);
                }
                Err(error) => return Err(error),
            };
            if length == 0 {
                return Err(io::Error::other("the server hung up"));
            }
            pieces.push(Piece { at: begin.elapsed(), bytes: buffer[..length].to_vec() });
            self.receive(&buffer[..length])?;
            let ended = self.events.drain(..).filter(|event| *event == Event::UpdateEnded).count();
            if ended > 0 && asked < updates {
                asked += ended;
                self.connection.request_update(true);
                self.send()?;
            }
        }
    }

    fn receive(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.connection.receive(bytes, &mut self.events).map_err(io::Error::other)?;
        self.send()
    }

    fn send(&mut self) -> io::Result<()> {
        let output = self.connection.output();
        let sent = self.socket.write_all(output);
        output.clear();
        sent
    }
}

/// Reads the command line; nothing if help is asked for.
fn parse(mut parser: lexopt::Parser) -> Result<Option<Options>, lexopt::Error> {
    let mut preferences = Preferences {
        encodings: Decoders::SUPPORTED.to_vec(),
        quality: None,
        local_cursor: false,
        pixel_format: PixelFormatChoice::Server,
        ..Preferences::default()
    };
    let (mut address, mut file, mut updates, mut password) = (None, None, 8, None);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("encodings") => preferences.encodings = parser.value()?.parse_with(encodings)?,
            Long("format") => preferences.pixel_format = parser.value()?.parse_with(pixel_format)?,
            Long("quality") => preferences.quality = Some(parser.value()?.parse()?),
            Long("compression") => preferences.compression = parser.value()?.parse()?,
            Long("cursor") => preferences.local_cursor = true,
            Long("updates") => updates = parser.value()?.parse()?,
            Long("password") => password = Some(parser.value()?.string()?),
            Long("help") | Short('h') => return Ok(None),
            Value(value) if address.is_none() => address = Some(value.string()?),
            Value(value) if file.is_none() => file = Some(value.into()),
            unexpected => return Err(unexpected.unexpected()),
        }
    }
    let credentials = Credentials { username: None, password, target: None };
    Ok(Some(Options {
        address: address.ok_or("HOST:PORT is missing")?,
        file: file.ok_or("FILE is missing")?,
        config: Config { shared: true, credentials, preferences, ..Config::default() },
        updates,
    }))
}

fn encodings(names: &str) -> Result<Vec<Encoding>, String> {
    let encoding = |name: &str| {
        let named = |encoding: &&Encoding| encoding.to_string().eq_ignore_ascii_case(name);
        Decoders::SUPPORTED.iter().find(named).copied().ok_or_else(|| format!("no encoding is named {name}"))
    };
    names.split(',').map(encoding).collect()
}

fn pixel_format(name: &str) -> Result<PixelFormatChoice, String> {
    Ok(PixelFormatChoice::Fixed(match name {
        "server" => return Ok(PixelFormatChoice::Server),
        "bgrx" => PixelFormat::BGRX,
        "rgbx" => PixelFormat::RGBX,
        "rgb565" => PixelFormat::RGB565,
        "bgr233" => PixelFormat::BGR233,
        "colour-map" => PixelFormat::COLOUR_MAP,
        _ => return Err(format!("no pixel format is named {name}")),
    }))
}

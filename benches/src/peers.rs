//! Decoders that others wrote, in native code: libvncclient, fed through a socket with the very bytes that ours gets.

use std::{
    io::{Read, Write},
    net::Shutdown,
    os::{fd::OwnedFd, unix::net::UnixStream},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use rfb::Connection;

use crate::{native::CHUNK, workload::Workload};

/// Before the clock starts, so that the server has as much under way as it can: the time is one of decoding, and as
/// little as can be one of sending.
const HEAD_START: Duration = Duration::from_millis(20);

/// The program around libvncclient, compiled.
pub(crate) struct Libvncclient {
    program: PathBuf,
}

/// Medians of the rounds.
pub(crate) struct Measured {
    /// Our own time, in milliseconds.
    pub(crate) ours: f64,
    /// The peer's, in milliseconds.
    pub(crate) theirs: f64,
    /// How many times as fast ours is.
    pub(crate) ratio: f64,
}

impl Libvncclient {
    /// Compiles it into `directory`, optimised as Debian's packages are.
    pub(crate) fn compile(directory: &Path) -> Result<Self> {
        std::fs::create_dir_all(directory)?;
        let program = std::path::absolute(directory.join("libvncclient"))?;
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/libvncclient.c");
        let compiled =
            Command::new("cc").args(["-O2", "-o"]).arg(&program).args([source, "-lvncclient"]).status();
        ensure!(
            compiled.context("cc, a C compiler, is needed")?.success(),
            "libvncclient cannot be compiled against: Debian has it as libvncserver-dev"
        );
        Ok(Self { program })
    }

    /// Times both decoders, one right after the other in each round.
    pub(crate) fn measure(&self, workload: &Workload, rounds: usize) -> Result<Measured> {
        let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..rounds {
            let our_time = serve(workload, |socket| decode(workload, socket))?;
            let their_time = serve(workload, |socket| self.decode(workload, socket))?;
            ours.push(our_time);
            theirs.push(their_time);
            ratios.push(their_time / our_time);
        }
        Ok(Measured { ours: median(ours), theirs: median(theirs), ratio: median(ratios) })
    }

    fn decode(&self, workload: &Workload, socket: UnixStream) -> Result<f64> {
        let counts = [workload.before.len(), workload.updates.len(), HEAD_START.as_millis() as usize];
        let output = Command::new(&self.program)
            .args(counts.map(|count| count.to_string()))
            .stdin(Stdio::from(OwnedFd::from(socket)))
            .stderr(Stdio::piped())
            .output()?;
        let words = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "libvncclient gave up: {words}");
        String::from_utf8_lossy(&output.stdout).trim().parse().with_context(|| format!("no time: {words}"))
    }
}

/// Decodes the updates that come through `socket` behind all that is not measured; the milliseconds that it took.
fn decode(workload: &Workload, mut socket: UnixStream) -> Result<f64> {
    let mut connection = Connection::new(workload.config());
    let mut events = Vec::new();
    for part in workload.handshake.iter().chain(&workload.before) {
        socket.read_exact(&mut vec![0; part.len()])?;
        connection.receive(part, &mut events)?;
    }
    std::thread::sleep(HEAD_START);
    let started = Instant::now();
    let mut left: usize = workload.updates.iter().map(Vec::len).sum();
    let mut bytes = vec![0; CHUNK];
    while left > 0 {
        let length = socket.read(&mut bytes)?;
        ensure!(length > 0, "the stream is shorter than it should be");
        events.clear();
        connection.receive(&bytes[..length], &mut events)?;
        connection.output().clear();
        left -= length;
    }
    Ok(started.elapsed().as_secs_f64() * 1e3)
}

/// Is the server of one client, who may say what it will.
fn serve(workload: &Workload, client: impl FnOnce(UnixStream) -> Result<f64>) -> Result<f64> {
    let (server, theirs) = UnixStream::pair()?;
    std::thread::scope(|scope| {
        let listener = server.try_clone()?;
        // What the client says changes nothing, but needs a reader.
        scope.spawn(move || std::io::copy(&mut &listener, &mut std::io::sink()));
        let sender = scope.spawn(|| -> std::io::Result<()> {
            for part in workload.handshake.iter().chain(&workload.before).chain(&workload.updates) {
                (&server).write_all(part)?;
            }
            server.shutdown(Shutdown::Write)
        });
        let time = client(theirs);
        // A client that gave up has closed its end, so that neither thread waits for it any longer.
        let sent = sender.join().map_err(|_| anyhow::anyhow!("the server of the benchmark failed"))?;
        let time = time?;
        sent?;
        Ok(time)
    })
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

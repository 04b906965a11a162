//! Child processes that stop with the test that started them, and the waiting for them.

use rustix::process::{Pid, Signal, kill_process_group};
use std::{
    fmt::Debug,
    fs::File,
    io::{Read, Seek, SeekFrom},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU16, Ordering},
    time::{Duration, Instant},
};

/// How long a server or a browser may take to come up; generous, as test machines are slow and shared.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// A process that is killed and reaped when the value goes, and all that it started with it.
pub struct Process {
    program: String,
    /// Nothing once it is reaped: its number may then be another's.
    child: Option<Child>,
    /// What it wrote to its standard output and error.
    output: File,
}

impl Process {
    /// Starts `command`. What it writes is kept, and shown with the test's own words if the test fails.
    pub fn start(command: &mut Command) -> Self {
        let output = tempfile::tempfile().unwrap();
        let child = command
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output.try_clone().unwrap())
            // A group of its own, so that a driver's browser does not outlive it.
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {:?}: {error}", command.get_program()));
        Self { program: command.get_program().display().to_string(), child: Some(child), output }
    }

    /// Stops it now, as a crash or a power cut would.
    pub fn kill(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        // They may be gone already; then there is nothing left to do.
        let _ = kill_process_group(Pid::from_child(&child), Signal::KILL);
        let _ = child.wait();
    }

    /// What it has written so far.
    ///
    /// # Errors
    /// If the file that holds it cannot be read.
    pub fn output(&self) -> std::io::Result<String> {
        let mut file = &self.output;
        let mut text = Vec::new();
        file.seek(SeekFrom::Start(0))?;
        file.read_to_end(&mut text)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            // Printed, not returned: the test is on its way out.
            println!("{} wrote:\n{}", self.program, self.output().unwrap_or_else(|error| error.to_string()));
        }
    }
}

/// A TCP port of the loopback interface that nothing listens on.
pub fn free_port() -> u16 {
    // Below those that systems give to outgoing connections (32768 and up on Linux, 49152 elsewhere), so that
    // no browser's connection takes it before its server does.
    const FIRST: u16 = 10_000;
    const COUNT: u16 = 22_000;
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Test processes that run at the same time start their search at different places.
    let seed = (std::process::id() % 1_000) as u16 * 22;
    let candidates = || FIRST + seed.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % COUNT;
    std::iter::repeat_with(candidates)
        .take(usize::from(COUNT))
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .expect("a port that nothing listens on")
}

/// Waits until something accepts connections on `port`.
pub fn wait_for_port(port: u16) {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    wait_until(&format!("something to listen on port {port}"), || TcpStream::connect(address).ok());
}

/// Asks `probe` again and again until it has an answer.
pub fn wait_until<T>(what: &str, mut probe: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(answer) = probe() {
            return answer;
        }
        assert!(started.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Asks `probe` again and again until it answers as expected, and says what it answered if it never does.
pub fn wait_for_equal<T: PartialEq + Debug>(what: &str, expected: &T, mut probe: impl FnMut() -> T) {
    let started = Instant::now();
    loop {
        let answer = probe();
        if answer == *expected {
            return;
        }
        assert!(started.elapsed() < PATIENCE, "{what}: {answer:?} instead of {expected:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Where the program `name` is on the `PATH`.
pub fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|directory| directory.join(name))
        .find(|candidate| candidate.is_file())
        .unwrap_or_else(|| panic!("{name} is not installed; `cargo xtask test` installs what the tests need"))
}

//! Child processes that stop with the test that started them, and the waiting for them.

use rustix::process::{Pid, Signal, kill_process_group};
use std::{
    fmt::Debug,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// How long a server or a browser may take to come up; generous, as test machines are slow and shared.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// A process that is killed and reaped when the value goes, and all that it started with it.
pub struct Process {
    /// Nothing once it is reaped: its number may then be another's.
    child: Option<Child>,
}

impl Process {
    /// Starts `command` with its output sent to the test's own, where it helps to explain a failure.
    pub fn start(command: &mut Command) -> Self {
        let child = command
            .stdin(Stdio::null())
            // A group of its own, so that a driver's browser does not outlive it.
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {:?}: {error}", command.get_program()));
        Self { child: Some(child) }
    }

    /// Stops it now, as a crash or a power cut would.
    pub fn kill(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        // They may be gone already; then there is nothing left to do.
        let _ = kill_process_group(Pid::from_child(&child), Signal::KILL);
        let _ = child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A TCP port of the loopback interface that nothing listens on.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().port()
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

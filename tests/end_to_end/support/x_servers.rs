//! X servers whose screens are served over VNC: Xtigervnc by itself, Xvfb by way of x11vnc.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};

use porthole_tests::process::{Process, free_port, program, wait_for_port, wait_until};

/// An X server with a VNC port.
pub(crate) struct XServer {
    /// The display's name for X clients, such as `:1234`.
    pub(crate) display: String,
    /// The VNC port, on the loopback interface.
    pub(crate) port: u16,
    processes: Vec<Process>,
}

impl XServer {
    /// Xtigervnc with a screen of `size` ("800x600") and more options.
    pub(crate) fn tigervnc(size: &str, options: &[&str]) -> Self {
        Self::tigervnc_by(Command::new(program("Xtigervnc")), size, options)
    }

    /// The same, started by a command of one's own.
    pub(crate) fn tigervnc_by(mut command: Command, size: &str, options: &[&str]) -> Self {
        let display = free_display();
        let port = free_port();
        let process = Process::start(
            command
                .arg(&display)
                .args(["-geometry", size, "-depth", "24", "-nolisten", "tcp", "-ac", "-localhost"])
                .args(["-rfbport", &port.to_string(), "-AlwaysShared"])
                .args(if options.contains(&"-SecurityTypes") { &[][..] } else { &["-SecurityTypes", "None"] })
                .args(options),
        );
        wait_for_port(port);
        Self { display, port, processes: vec![process] }
    }

    /// Xvfb with a screen of `size` ("800x600"), served by x11vnc.
    pub(crate) fn x11vnc(size: &str) -> Self {
        Self::x11vnc_with(size, &["-nopw"])
    }

    /// The same with more options.
    pub(crate) fn x11vnc_with(size: &str, options: &[&str]) -> Self {
        let display = free_display();
        let port = free_port();
        let screen = Process::start(Command::new(program("Xvfb")).arg(&display).args([
            "-screen",
            "0",
            &format!("{size}x24"),
            "-nolisten",
            "tcp",
            "-ac",
        ]));
        wait_until("Xvfb", || files(&display).iter().all(|file| file.exists()).then_some(()));
        let server = Process::start(
            Command::new(program("x11vnc"))
                .args(["-display", &display, "-rfbport", &port.to_string()])
                .args(["-localhost", "-forever", "-shared", "-quiet", "-noxdamage", "-nocursor"])
                .args(options),
        );
        wait_for_port(port);
        Self { display, port, processes: vec![server, screen] }
    }

    /// Stops it as a crash would.
    pub(crate) fn kill(&mut self) {
        self.processes.iter_mut().for_each(Process::kill);
    }
}

impl Drop for XServer {
    /// Takes the server's files with it, which it cannot remove itself when it is killed.
    fn drop(&mut self) {
        self.kill();
        for file in files(&self.display) {
            // A server that never came up has none.
            let _ = std::fs::remove_file(file);
        }
    }
}

/// Writes the file by which Xtigervnc wants the password "password"; its path.
pub(crate) fn password_file(directory: &Path) -> String {
    let file = directory.join("password");
    // What `vncpasswd -f` writes.
    std::fs::write(&file, [0xDB, 0xD8, 0x3C, 0xFD, 0x72, 0x7A, 0x14, 0x58]).unwrap();
    file.to_str().unwrap().to_owned()
}

/// A display number that no X server of this machine uses, nor another test of this process.
fn free_display() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        // Test processes that run at the same time start their search at different places.
        let number = 1000 + std::process::id() % 5000 + NEXT.fetch_add(1, Ordering::Relaxed);
        let display = format!(":{number}");
        if !files(&display).iter().any(|file| file.exists()) {
            return display;
        }
    }
}

/// What an X server has of files while it runs: its lock and its socket.
fn files(display: &str) -> [PathBuf; 2] {
    let number = display.trim_start_matches(':');
    [format!("/tmp/.X{number}-lock"), format!("/tmp/.X11-unix/X{number}")].map(PathBuf::from)
}

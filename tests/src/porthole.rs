//! The `porthole` binary under test.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::process::{Process, free_port, wait_for_port};

/// A running `porthole`.
pub struct Porthole {
    /// The port it serves the page and the WebSocket on.
    pub port: u16,
    process: Process,
}

impl Porthole {
    /// `porthole proxy` with a token file of this one token that leads to `target`.
    pub fn proxy(token: &str, target: u16, directory: &Path) -> Self {
        let tokens = directory.join("tokens");
        std::fs::write(&tokens, format!("{token}: 127.0.0.1:{target}\n")).unwrap();
        Self::start("proxy", |command| command.arg("--token-file").arg(&tokens))
    }

    /// `porthole web`, with more options.
    pub fn web(options: &[&str]) -> Self {
        Self::start("web", |command| command.args(options))
    }

    /// How many consoles have been opened, and how many of them have been closed again, by its own log.
    pub fn sessions(&self) -> (usize, usize) {
        let log = self.process.output().unwrap();
        let count =
            |what| log.lines().filter(|line| line.contains("session ") && line.contains(what)).count();
        (count(" started: "), count(" ended: "))
    }

    /// Writes the page's files into `directory`.
    pub fn export(directory: &Path) {
        let status = Command::new(binary()).arg("export").arg(directory).status().unwrap();
        assert!(status.success(), "porthole export ended with {status}");
    }

    /// The URL that Nova would hand out for `token`, with `more` parameters behind it.
    pub fn access_url(&self, token: &str, more: &str) -> String {
        format!("http://127.0.0.1:{}/vnc_auto.html?path=%3Ftoken%3D{token}{more}", self.port)
    }

    fn start(mode: &str, options: impl FnOnce(&mut Command) -> &mut Command) -> Self {
        let port = free_port();
        let mut command = Command::new(binary());
        command.args([mode, "--listen", &format!("127.0.0.1:{port}")]);
        options(&mut command);
        let process = Process::start(&mut command);
        wait_for_port(port);
        Self { port, process }
    }
}

fn binary() -> PathBuf {
    let path = std::env::var_os("PORTHOLE_BIN")
        .expect("PORTHOLE_BIN names the binary under test; `cargo xtask test` builds it and sets this");
    PathBuf::from(path)
}

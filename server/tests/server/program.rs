//! `porthole proxy` as a process of its own, and what it says.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};

use crate::support::{PATIENCE, Running};

pub(crate) struct Program {
    pub(crate) address: SocketAddr,
    running: Running,
    lines: Receiver<String>,
    log: String,
}

impl Program {
    /// Starts it, and waits until it listens.
    pub(crate) fn start(mut command: Command) -> Self {
        let mut running = Running(command.stderr(Stdio::piped()).spawn().unwrap());
        let stderr = BufReader::new(running.0.stderr.take().unwrap());
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || stderr.lines().try_for_each(|line| sender.send(line.unwrap())));
        let mut program = Self { address: ([0, 0, 0, 0], 0).into(), running, lines, log: String::new() };
        let line = program.line_with("listening on http://");
        program.address = line.rsplit_once('/').unwrap().1.parse().unwrap();
        program
    }

    /// Waits for a line of its log.
    pub(crate) fn line_with(&mut self, words: &str) -> String {
        loop {
            let line = self.next_line().unwrap_or_else(|| panic!("no {words:?} in the log:\n{}", self.log));
            if line.contains(words) {
                return line;
            }
        }
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.running.0.id().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &pid]).status().unwrap().success());
    }

    /// Waits for its end, and returns how it ended and its whole log.
    pub(crate) fn end(mut self) -> (ExitStatus, String) {
        while self.next_line().is_some() {}
        (self.running.0.wait().unwrap(), std::mem::take(&mut self.log))
    }

    fn next_line(&mut self) -> Option<String> {
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => {
                self.log.push_str(&line);
                self.log.push('\n');
                Some(line)
            }
            // Its standard error ends with itself.
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("it still runs, silently:\n{}", self.log),
        }
    }
}

//! Running other programs: each is shown before it runs, and a failure names the command and what to do.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::report::Tally;

/// How much of a long log a failure shows: a panic with its backtrace, and what led to it.
const SHOWN_LINES: usize = 60;

/// A command about to run.
pub(crate) struct Run {
    command: Command,
    hint: Option<String>,
}

impl Run {
    /// `program`, found on `path`, with its working directory at `directory`, without standard input.
    pub(crate) fn new(program: impl AsRef<OsStr>, directory: &Path, path: &OsStr) -> Self {
        let mut command = Command::new(program);
        command.current_dir(directory).env("PATH", path).stdin(Stdio::null());
        // These replace, rather than add to, the flags in .cargo/config.toml: the page would lose SIMD in silence.
        command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
        Self { command, hint: None }
    }

    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    pub(crate) fn args<S: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.command.args(arguments);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Hands the terminal to the program, for one that a person may answer.
    pub(crate) fn with_terminal(mut self) -> Self {
        self.command.stdin(Stdio::inherit());
        self
    }

    /// What the reader can do when this command fails.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Runs to the end; its output goes to the terminal.
    ///
    /// # Errors
    ///
    /// When the program cannot be started or fails.
    pub(crate) fn run(mut self) -> Result<()> {
        self.announce();
        let status = self.command.status().with_context(|| self.could_not_start())?;
        if status.success() { Ok(()) } else { bail!(self.failure(&status.to_string())) }
    }

    /// Runs to the end and returns what it printed on its standard output.
    ///
    /// # Errors
    ///
    /// When the program cannot be started, fails, or prints something other than UTF-8.
    pub(crate) fn output(mut self) -> Result<String> {
        let output = self.command.output().with_context(|| self.could_not_start())?;
        if !output.status.success() {
            let complaint = String::from_utf8_lossy(&output.stderr);
            bail!("{}\n{}", self.failure(&output.status.to_string()), complaint.trim_end());
        }
        String::from_utf8(output.stdout)
            .with_context(|| format!("`{self}` printed something other than text"))
    }

    /// Runs to the end with everything that it prints going to the file `log`, and returns that text.
    ///
    /// # Errors
    ///
    /// When the program cannot be started or fails; then with the end of what it printed.
    pub(crate) fn logged(mut self, log: &Path) -> Result<String> {
        self.announce();
        let file = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
        self.command.stdout(file.try_clone()?).stderr(file);
        let status = self.command.status().with_context(|| self.could_not_start())?;
        let text = String::from_utf8_lossy(&fs::read(log)?).into_owned();
        if status.success() {
            return Ok(text);
        }
        let lines: Vec<&str> = text.lines().collect();
        let end = lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n");
        bail!("{}\nthe end of {}:\n{end}", self.failure(&status.to_string()), log.display())
    }

    /// Runs a test runner to the end, passing its output on, and counts the tests that its summaries report.
    ///
    /// # Errors
    ///
    /// When the program cannot be started. That tests failed is told in [`Tested::failure`], beside the count.
    pub(crate) fn tested(mut self) -> Result<Tested> {
        self.announce();
        let mut child =
            self.command.stdout(Stdio::piped()).spawn().with_context(|| self.could_not_start())?;
        let mut tally = Tally::default();
        if let Some(stdout) = child.stdout.take() {
            let mut lines = BufReader::new(stdout);
            let mut line = Vec::new();
            while lines.read_until(b'\n', &mut line)? > 0 {
                let text = String::from_utf8_lossy(&line);
                print!("{text}");
                tally.read_line(&text);
                line.clear();
            }
        }
        let status = child.wait()?;
        let failure = (!status.success()).then(|| self.failure(&status.to_string()));
        Ok(Tested { tally, failure })
    }

    fn announce(&self) {
        println!("$ {self}");
    }

    fn could_not_start(&self) -> String {
        self.with_hint(format!("`{self}` could not be started"))
    }

    fn failure(&self, status: &str) -> String {
        self.with_hint(format!("`{self}` failed ({status})"))
    }

    fn with_hint(&self, mut message: String) -> String {
        if let Some(hint) = &self.hint {
            // Writing to a String cannot fail.
            let _ = write!(message, "\n{hint}");
        }
        message
    }
}

/// The command as one would type it.
impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let program = Path::new(self.command.get_program());
        let name = program.file_name().unwrap_or(program.as_os_str());
        write!(f, "{}", name.to_string_lossy())?;
        for argument in self.command.get_args() {
            let argument = argument.to_string_lossy();
            if argument.is_empty() || argument.contains(char::is_whitespace) {
                write!(f, " '{argument}'")?;
            } else {
                write!(f, " {argument}")?;
            }
        }
        Ok(())
    }
}

/// How a test run went.
pub(crate) struct Tested {
    pub(crate) tally: Tally,
    /// The sentence to show when the runner did not succeed.
    pub(crate) failure: Option<String>,
}

/// The file that `program` would start from `path`, as the shell finds it.
pub(crate) fn find_program(program: &str, path: &OsStr) -> Option<std::path::PathBuf> {
    std::env::split_paths(path)
        .map(|directory| directory.join(format!("{program}{}", std::env::consts::EXE_SUFFIX)))
        .find(|candidate| is_executable(candidate))
}

/// `front` before the directories of `path`.
pub(crate) fn prepend_path(front: &[&Path], path: &OsStr) -> Result<OsString> {
    let directories =
        front.iter().map(|directory| directory.to_path_buf()).chain(std::env::split_paths(path));
    std::env::join_paths(directories)
        .context("a directory on PATH, or the path of this repository, has a ':' in it")
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(file: &Path) -> bool {
    file.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Run {
        let path = std::env::var_os("PATH").unwrap_or_default();
        Run::new("sh", Path::new("."), &path).args(["-c", script])
    }

    #[test]
    fn a_failure_names_the_command_and_what_to_do() {
        let error = shell("exit 3").hint("install the missing thing").run().unwrap_err().to_string();
        assert!(error.contains("`sh -c 'exit 3'` failed"), "{error}");
        assert!(error.ends_with("install the missing thing"), "{error}");
    }

    #[test]
    fn tests_are_counted_over_every_summary_of_a_run() {
        let script = "echo 'test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out';
            echo 'test result: FAILED. 3 passed; 4 failed; 0 ignored; 0 measured'; exit 101";
        let tested = shell(script).tested().unwrap();
        assert_eq!(tested.tally, Tally { passed: 5, failed: 4, ignored: 1 });
        assert!(tested.failure.is_some());
    }
}

//! What other people's code may be used: licences, bans and sources by `deny.toml`, and known vulnerabilities.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::report::Outcome;
use crate::workspace::Workspace;

/// Where RustSec keeps its advisories.
const ADVISORY_DATABASE: &str = "https://github.com/RustSec/advisory-db";

/// How long a network that answers at all may take to do so.
const REACH_TIMEOUT: Duration = Duration::from_secs(15);

/// Holds every dependency to the licences, bans and sources of `deny.toml`.
///
/// # Errors
///
/// When one breaks a rule; cargo-deny has said which.
pub(crate) fn policy(workspace: &Workspace) -> Result<()> {
    workspace
        .cargo()
        .args(["deny", "--locked", "--log-level", "error", "check", "--hide-inclusion-graph"])
        .args(["bans", "licenses", "sources"])
        .hint("the rules and their reasons are in deny.toml")
        .run()
}

/// Looks for known vulnerabilities, where the database of advisories can be reached.
///
/// # Errors
///
/// When a dependency has one.
pub(crate) fn advisories(workspace: &Workspace) -> Result<Outcome> {
    if !reachable(workspace) {
        return Ok(Outcome::Skipped(format!("{ADVISORY_DATABASE} cannot be reached from here")));
    }
    workspace
        .cargo()
        .args(["deny", "--locked", "check", "advisories"])
        .hint("update the dependency, or add an exception with its reason to deny.toml")
        .run()
        .map(Outcome::from)
}

fn reachable(workspace: &Workspace) -> bool {
    let asked = Command::new("git")
        .args(["ls-remote", "--quiet", "--exit-code", ADVISORY_DATABASE, "HEAD"])
        .env("PATH", workspace.path())
        // No question about passwords: there is nobody to answer it.
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut git) = asked else { return false };
    let began = Instant::now();
    loop {
        match git.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if began.elapsed() < REACH_TIMEOUT => std::thread::sleep(Duration::from_millis(50)),
            Ok(None) | Err(_) => {
                // It may have ended this very moment; either way it is gone after this.
                let _ = git.kill();
                let _ = git.wait();
                return false;
            }
        }
    }
}

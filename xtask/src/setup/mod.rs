//! Set-up: what a task needs on this machine, checked each time and installed when missing.
//!
//! A tool of the right version on PATH is used as it is. What is installed here goes to `target/tools`, except for
//! the toolchain's Wasm target (rustup's) and the system's packages (apt's).

mod system;
mod tools;

use anyhow::{Result, bail};

use crate::command::find_program;
use crate::workspace::Workspace;

pub(crate) use system::{browser, browser_driver};

/// One thing a task may need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// What turns `frontend` into `dist/`.
    Page,
    /// What runs `wasm-pack test`, but for the browser.
    WasmTests,
    /// A browser and the driver that steers it.
    Browser,
    /// Real VNC servers and a WebSocket bridge for them to be tested through.
    VncServers,
    /// What judges licences, sources and advisories of dependencies.
    DependencyChecks,
    /// A compiler for libFuzzer, which is C++.
    Fuzzing,
    /// noVNC, to measure beside.
    NoVnc,
}

/// All there is.
pub(crate) const EVERYTHING: &[Need] = &[
    Need::Page,
    Need::WasmTests,
    Need::Browser,
    Need::VncServers,
    Need::DependencyChecks,
    Need::Fuzzing,
    Need::NoVnc,
];

/// Makes sure that everything in `needs` is there, installing what is missing.
///
/// # Errors
///
/// When something is missing and cannot be installed; the message names it and says how to get it.
pub(crate) fn prepare(workspace: &Workspace, needs: &[Need]) -> Result<()> {
    println!("set-up: checking what is here (a first run can take 20 minutes, later ones a second)");
    system::prepare(workspace, needs)?;
    if needs.contains(&Need::Page) || needs.contains(&Need::WasmTests) {
        wasm_target(workspace)?;
    }
    tools::prepare(workspace, needs)?;
    println!("set-up: all here");
    Ok(())
}

/// The Rust target that the page is compiled for.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

fn wasm_target(workspace: &Workspace) -> Result<()> {
    let sysroot = workspace.command("rustc").args(["--print", "sysroot"]).output()?;
    let installed = std::path::Path::new(sysroot.trim()).join("lib/rustlib").join(WASM_TARGET);
    if installed.is_dir() {
        return Ok(());
    }
    if find_program("rustup", workspace.path()).is_none() {
        bail!(
            "this Rust toolchain has no {WASM_TARGET} target and there is no rustup to add it\n\
             install Rust with rustup (https://rustup.rs), or your system's package of that target's libraries"
        );
    }
    println!("set-up: adding the {WASM_TARGET} target (usually 10 seconds)");
    workspace
        .command("rustup")
        .args(["target", "add", WASM_TARGET])
        .hint("the target comes from static.rust-lang.org; is that reachable from here?")
        .run()
}

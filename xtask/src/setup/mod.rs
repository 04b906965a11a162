//! Set-up: what a task needs on this machine, checked each time and installed when missing.
//!
//! A tool of the right version on PATH is used as it is. What is installed here goes to `target/tools`, except for
//! the toolchain's Wasm target (rustup's) and the system's packages (apt's).

mod system;
mod tools;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::command::find_program;
use crate::workspace::Workspace;

pub(crate) use system::{browser, browser_driver, firefox};

/// One thing a task may need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// What turns `frontend` into `dist/`.
    Page,
    /// What runs `wasm-pack test`, but for the browser.
    WasmTests,
    /// A browser and the driver that steers it.
    Browser,
    /// The other browser, with its driver.
    Firefox,
    /// Real VNC servers and a WebSocket bridge for them to be tested through.
    VncServers,
    /// What judges licences, sources and advisories of dependencies.
    DependencyChecks,
    /// A compiler for libFuzzer, which is C++.
    Fuzzing,
    /// LLVM's tools of the toolchain's own version, which read what instrumented tests have written.
    Coverage,
    /// noVNC, to measure beside.
    NoVnc,
    /// What brings tools that are nowhere else to be had; found out here, and no task's to name.
    Npm,
}

/// All there is.
pub(crate) const EVERYTHING: &[Need] = &[
    Need::Page,
    Need::WasmTests,
    Need::Browser,
    Need::Firefox,
    Need::VncServers,
    Need::DependencyChecks,
    Need::Fuzzing,
    Need::Coverage,
    Need::NoVnc,
];

/// Makes sure that everything in `needs` is there, installing what is missing.
///
/// # Errors
///
/// When something is missing and cannot be installed; the message names it and says how to get it.
pub(crate) fn prepare(workspace: &Workspace, needs: &[Need]) -> Result<()> {
    println!("set-up: checking what is here (a first run can take 20 minutes, later ones a second)");
    let mut needs = needs.to_vec();
    if tools::want_npm(workspace, &needs) {
        needs.push(Need::Npm);
    }
    system::prepare(workspace, &needs)?;
    if needs.contains(&Need::Page) || needs.contains(&Need::WasmTests) {
        wasm_target(workspace)?;
    }
    if needs.contains(&Need::Coverage) {
        prepare_llvm_tools(workspace)?;
    }
    tools::prepare(workspace, &needs)?;
    println!("set-up: all here");
    Ok(())
}

/// The Rust target that the page is compiled for.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

fn wasm_target(workspace: &Workspace) -> Result<()> {
    if rustlib(workspace)?.join(WASM_TARGET).is_dir() {
        return Ok(());
    }
    println!("set-up: adding the {WASM_TARGET} target (usually 10 seconds)");
    rustup(workspace, &["target", "add", WASM_TARGET])
}

/// The directory of the toolchain's LLVM tools, once [`Need::Coverage`] is prepared.
///
/// # Errors
///
/// When the compiler does not say where it is.
pub(crate) fn llvm_tools(workspace: &Workspace) -> Result<PathBuf> {
    let machine = workspace.command("rustc").args(["--print", "host-tuple"]).output()?;
    Ok(rustlib(workspace)?.join(machine.trim()).join("bin"))
}

fn prepare_llvm_tools(workspace: &Workspace) -> Result<()> {
    if llvm_tools(workspace)?.join(format!("llvm-cov{}", std::env::consts::EXE_SUFFIX)).is_file() {
        return Ok(());
    }
    println!("set-up: adding LLVM's tools to the toolchain (usually 20 seconds)");
    rustup(workspace, &["component", "add", "llvm-tools"])
}

/// Where the toolchain keeps its parts.
fn rustlib(workspace: &Workspace) -> Result<PathBuf> {
    let sysroot = workspace.command("rustc").args(["--print", "sysroot"]).output()?;
    Ok(Path::new(sysroot.trim()).join("lib/rustlib"))
}

fn rustup(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    if find_program("rustup", workspace.path()).is_none() {
        bail!(
            "this Rust toolchain lacks a part, and there is no rustup for `rustup {}`\n\
             install Rust with rustup (https://rustup.rs), or your system's package of that part",
            arguments.join(" ")
        );
    }
    workspace
        .command("rustup")
        .args(arguments)
        .hint("the parts of a toolchain come from static.rust-lang.org; is that reachable from here?")
        .run()
}

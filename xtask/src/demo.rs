//! `cargo xtask demo` and `serve`: Porthole to look at, and the loop of editing and reloading.

use std::ffi::OsString;

use anyhow::Result;

use crate::artefacts;
use crate::cli;
use crate::setup::{self, Need};
use crate::workspace::Workspace;

/// Builds everything and runs `porthole demo`, which prints an access_url, until it is interrupted; or lets it explain
/// itself, for which the page need not be built.
///
/// # Errors
///
/// When something does not build, or the demo cannot listen.
pub(crate) fn run(workspace: &Workspace, arguments: &[OsString]) -> Result<()> {
    if cli::asks_for_help(arguments) {
        return workspace.cargo().args(["run", "--package", "porthole", "--", "demo", "--help"]).run();
    }
    setup::prepare(workspace, &[Need::Page])?;
    artefacts::build_page(workspace)?;
    artefacts::build_server(workspace)?;
    println!("starting; open the URL in any browser of this machine, and press Ctrl-C to stop");
    workspace
        .command(workspace.server())
        .arg("demo")
        .args(arguments)
        .with_terminal()
        .hint("if the address is in use, name another: `cargo xtask demo --listen 127.0.0.1:6081`")
        .run()
}

/// Runs `trunk serve`, which builds the page again and reloads it whenever a file changes, until it is interrupted.
///
/// # Errors
///
/// When trunk cannot run.
pub(crate) fn serve(workspace: &Workspace, arguments: &[OsString]) -> Result<()> {
    setup::prepare(workspace, &[Need::Page])?;
    println!("serving; `cargo xtask demo` in another terminal is what the page connects to");
    artefacts::trunk(workspace).arg("serve").args(arguments).with_terminal().run()
}

//! `cargo xtask bench`: the benchmarks, with a browser to run them in and noVNC to run them beside.

use std::ffi::OsString;

use anyhow::Result;

use crate::artefacts;
use crate::setup::{self, Need};
use crate::workspace::Workspace;

/// Builds what is measured and hands over to the `benches` package, with its own arguments.
pub(crate) fn run(workspace: &Workspace, arguments: &[OsString]) -> Result<()> {
    setup::prepare(workspace, &[Need::Page, Need::Browser, Need::NoVnc])?;
    artefacts::build_page(workspace)?;
    artefacts::build_server(workspace)?;
    println!("measuring (usually 10 minutes; leave the machine alone meanwhile)");
    let mut benches = workspace
        .cargo()
        .args(["run", "--release", "--package", "porthole-benches", "--"])
        .args(arguments)
        .env("PORTHOLE_BIN", workspace.server())
        .env("NOVNC", workspace.tools().join("npm/node_modules/@novnc/novnc"));
    if let Some(browser) = setup::browser(workspace) {
        benches = benches.env("CHROMIUM", browser);
    }
    benches.run()
}

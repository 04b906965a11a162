//! `cargo xtask bench`: the benchmarks, with a browser to run them in and noVNC to run them beside.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::artefacts;
use crate::cli;
use crate::command::Run;
use crate::setup::{self, Need, WASM_TARGET};
use crate::workspace::Workspace;

/// Builds what is measured, unless it is only to be explained, and hands over to the `benches` package, with its own
/// arguments.
pub(crate) fn run(workspace: &Workspace, arguments: &[OsString]) -> Result<()> {
    if cli::asks_for_help(arguments) {
        return benches(workspace, arguments).run();
    }
    setup::prepare(workspace, &[Need::Page, Need::Browser, Need::NoVnc])?;
    artefacts::build_page(workspace)?;
    artefacts::build_server(workspace)?;
    let decoder = build_decoder(workspace)?;
    println!("measuring (usually 10 minutes; leave the machine alone meanwhile)");
    let mut benches = benches(workspace, arguments)
        .env("PORTHOLE_BIN", workspace.server())
        .env("NOVNC", workspace.tools().join("npm/node_modules/@novnc/novnc"))
        .env("BENCH_DECODER", decoder);
    if let Some(browser) = setup::browser(workspace) {
        benches = benches.env("CHROMIUM", browser);
    }
    benches.run()
}

fn benches(workspace: &Workspace, arguments: &[OsString]) -> Run {
    workspace.cargo().args(["run", "--release", "--package", "porthole-benches", "--"]).args(arguments)
}

/// Builds the protocol engine alone as a Wasm module, optimised as the page's is, and returns its directory.
fn build_decoder(workspace: &Workspace) -> Result<PathBuf> {
    println!("building the decoding benchmark's module (usually 1 minute from nothing)");
    workspace
        .cargo()
        .args(["build", "--profile", "page", "--package", "porthole-bench-decoder", "--target", WASM_TARGET])
        .run()?;
    let built = workspace.target().join(WASM_TARGET).join("page/porthole_bench_decoder.wasm");
    let directory = workspace.target().join("bench/decoder");
    workspace
        .command("wasm-bindgen")
        .args(["--target", "web", "--out-dir"])
        .arg(&directory)
        .arg(&built)
        .run()?;
    let index = workspace.root().join("index.html");
    let page = fs::read_to_string(&index).with_context(|| format!("cannot read {}", index.display()))?;
    let module = directory.join("porthole_bench_decoder_bg.wasm");
    workspace
        .command("wasm-opt")
        .arg("-O3")
        .args(wasm_features(&page)?.split_whitespace())
        .arg(&module)
        .arg("--output")
        .arg(&module)
        .run()?;
    Ok(directory)
}

/// The options by which `index.html` tells wasm-opt what browsers have. With all that wasm-opt knows, it writes what none
/// can read yet.
fn wasm_features(page: &str) -> Result<&str> {
    let options = page.split_once("data-wasm-opt-params=\"").and_then(|(_, rest)| rest.split_once('"'));
    options.map(|(options, _)| options).context("index.html has no data-wasm-opt-params")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_features_are_those_of_the_page() {
        let options = wasm_features(include_str!("../../index.html")).unwrap();
        assert!(options.split_whitespace().all(|option| option.starts_with("--enable-")), "{options}");
        assert!(options.contains("--enable-simd"), "{options}");
    }
}

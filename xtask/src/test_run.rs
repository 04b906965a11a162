//! `cargo xtask test`: every test there is, with all that each needs to run.

use std::str::FromStr;

use anyhow::{Result, bail};

use crate::command::Run;
use crate::report::{Outcome, Report};
use crate::setup::{self, Need};
use crate::workspace::Workspace;
use crate::{artefacts, fuzz};

/// A part of the tests that can be run alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Everything that needs no browser: units, tables, recordings.
    Native,
    /// The browser component, in a headless browser.
    Wasm,
    /// The release binary and the page inside it, against real VNC servers, in a headless browser.
    EndToEnd,
    /// Every fuzz target for a few seconds.
    Fuzz,
}

impl Part {
    const ALL: &[Self] = &[Self::Native, Self::Wasm, Self::EndToEnd, Self::Fuzz];

    fn needs(self) -> &'static [Need] {
        match self {
            Self::Native => &[],
            Self::Wasm => &[Need::WasmTests, Need::Browser],
            Self::EndToEnd => &[Need::Page, Need::Browser, Need::Firefox, Need::VncServers],
            Self::Fuzz => &[Need::Fuzzing],
        }
    }
}

impl FromStr for Part {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "native" => Ok(Self::Native),
            "wasm" => Ok(Self::Wasm),
            "end-to-end" => Ok(Self::EndToEnd),
            "fuzz" => Ok(Self::Fuzz),
            unknown => {
                bail!("there is no part '{unknown}' of the tests; they are native, wasm, end-to-end and fuzz")
            }
        }
    }
}

/// Runs these parts, or all of them when none is named, and prints what passed.
///
/// # Errors
///
/// When set-up is impossible or anything failed.
pub(crate) fn run(workspace: &Workspace, parts: &[Part]) -> Result<()> {
    let parts = if parts.is_empty() { Part::ALL } else { parts };
    setup::prepare(workspace, &needs(parts))?;
    let mut report = Report::new();
    add_steps(workspace, parts, &mut report);
    report.finish()
}

/// What all parts of the tests need.
pub(crate) fn all_needs() -> Vec<Need> {
    needs(Part::ALL)
}

/// Adds the steps of every part to a longer run.
pub(crate) fn add_all_steps(workspace: &Workspace, report: &mut Report) {
    add_steps(workspace, Part::ALL, report);
}

fn needs(parts: &[Part]) -> Vec<Need> {
    parts.iter().flat_map(|part| part.needs()).copied().collect()
}

fn add_steps(workspace: &Workspace, parts: &[Part], report: &mut Report) {
    if parts.contains(&Part::Native) {
        report.step("native tests", "4 minutes from nothing, 1 after a change", || native(workspace));
    }
    if parts.contains(&Part::Wasm) {
        report.step("browser component tests", "2 minutes from nothing", || wasm(workspace));
    }
    if parts.contains(&Part::EndToEnd) {
        report.step("page", "3 minutes from nothing", || artefacts::build_page(workspace).map(Outcome::from));
        report.step("binary", "3 minutes from nothing", || {
            artefacts::build_server(workspace).map(Outcome::from)
        });
        report.step("end-to-end tests", "3 minutes", || end_to_end(workspace));
    }
    if parts.contains(&Part::Fuzz) {
        report.step("fuzz oracle tests", "1 minute from nothing", || {
            fuzz::test_oracles(workspace).map(Outcome::Tested)
        });
        report.step("fuzz smoke", "3 minutes", || fuzz::smoke(workspace).map(Outcome::from));
    }
}

fn native(workspace: &Workspace) -> Result<Outcome> {
    workspace.cargo().args(["test", "--workspace", "--no-fail-fast"]).tested().map(Outcome::Tested)
}

fn wasm(workspace: &Workspace) -> Result<Outcome> {
    let mut tests =
        workspace.command("wasm-pack").args(["test", "--headless", "--chrome", "--mode", "no-install"]);
    if let Some(driver) = setup::browser_driver(workspace) {
        tests = tests.arg("--chromedriver").arg(driver);
    }
    tests.arg("crates/viewer").tested().map(Outcome::Tested)
}

fn end_to_end(workspace: &Workspace) -> Result<Outcome> {
    let mut tests = end_to_end_tests(workspace).arg("--no-fail-fast").env("PORTHOLE_BIN", workspace.server());
    if let Some(browser) = setup::browser(workspace) {
        tests = tests.env("CHROMIUM", browser);
    }
    if let Some(firefox) = setup::firefox(workspace) {
        tests = tests.env("FIREFOX", firefox);
    }
    tests.tested().map(Outcome::Tested)
}

fn end_to_end_tests(workspace: &Workspace) -> Run {
    workspace.cargo().args([
        "test",
        "--package",
        "porthole-tests",
        "--features",
        "end-to-end",
        "--test",
        "end_to_end",
    ])
}

/// Visits every VNC server there is and writes docs/interop.md.
///
/// # Errors
///
/// When set-up is impossible or a server does not show the picture that it has.
pub(crate) fn interop(workspace: &Workspace) -> Result<()> {
    setup::prepare(workspace, &[Need::VncServers])?;
    println!("visiting the servers (usually 2 minutes)");
    let tested = end_to_end_tests(workspace)
        .args(["interop::", "--", "--nocapture"])
        .env("INTEROP_TABLE", workspace.root().join("docs/interop.md"))
        .tested()?;
    tested.failure.map_or(Ok(()), |failure| bail!(failure))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_can_be_named() {
        for (name, part) in ["native", "wasm", "end-to-end", "fuzz"].iter().zip(Part::ALL) {
            assert_eq!(name.parse::<Part>().unwrap(), *part);
        }
    }
}

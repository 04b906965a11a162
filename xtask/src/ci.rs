//! `cargo xtask ci`: all of CI, the same at a desk as anywhere else.

use anyhow::Result;

use crate::checks::{dependencies, edges, house_rules};
use crate::report::{Outcome, Report};
use crate::setup::{self, Need, WASM_TARGET};
use crate::workspace::Workspace;
use crate::{dist, fuzz, test_run};

/// The packages of the page, which are linted for the browser too.
const PAGE_PACKAGES: [&str; 4] = ["--package", "porthole-viewer", "--package", "porthole-frontend"];

/// Runs every check, cheap ones first, and prints what became of each.
///
/// # Errors
///
/// When set-up is impossible or any check failed.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let mut needs = test_run::all_needs();
    needs.push(Need::DependencyChecks);
    setup::prepare(workspace, &needs)?;
    let mut report = Report::new();
    add_quick_steps(workspace, &mut report);
    report.step("advisories", "10 seconds", || dependencies::advisories(workspace));
    report.step("lints, native", "3 minutes from nothing", || {
        lint(workspace, &["--workspace", "--all-targets"])
    });
    report.step("lints, browser", "2 minutes from nothing", || {
        lint(workspace, &[&PAGE_PACKAGES[..], &["--target", WASM_TARGET]].concat())
    });
    // The application's tests are native; the component's run in a browser.
    report.step("lints, browser tests", "1 minute from nothing", || {
        lint(workspace, &["--package", "porthole-viewer", "--tests", "--target", WASM_TARGET])
    });
    report.step("lints, server without its features", "1 minute from nothing", || {
        lint(workspace, &["--package", "porthole", "--all-targets", "--no-default-features"])
    });
    report.step("lints, fuzz oracles", "30 seconds from nothing", || {
        fuzz::lint_oracles(workspace).map(Outcome::from)
    });
    report.step("documentation", "1 minute from nothing", || documentation(workspace));
    test_run::add_all_steps(workspace, &mut report);
    report.step("size budget", "10 seconds", || dist::measure(workspace).map(Outcome::from));
    report.finish()
}

/// Runs only the checks that compile nothing: the ones to run before each commit.
///
/// # Errors
///
/// As [`run`].
pub(crate) fn tidy(workspace: &Workspace) -> Result<()> {
    setup::prepare(workspace, &[Need::DependencyChecks])?;
    let mut report = Report::new();
    add_quick_steps(workspace, &mut report);
    report.finish()
}

fn add_quick_steps(workspace: &Workspace, report: &mut Report) {
    report.step("formatting", "2 seconds", || {
        workspace.cargo().args(["fmt", "--all", "--check"]).run().map(Outcome::from)
    });
    report.step("house rules", "1 second", || house_rules::check(workspace.root()).map(Outcome::from));
    report.step("forbidden edges", "1 second", || edges::check(workspace).map(Outcome::from));
    report
        .step("licences, bans, sources", "5 seconds", || dependencies::policy(workspace).map(Outcome::from));
}

fn lint(workspace: &Workspace, what: &[&str]) -> Result<Outcome> {
    workspace
        .cargo()
        .args(["clippy", "--keep-going"])
        .args(what)
        .args(["--", "--deny", "warnings"])
        .run()
        .map(Outcome::from)
}

fn documentation(workspace: &Workspace) -> Result<Outcome> {
    workspace
        .cargo()
        .args(["doc", "--workspace", "--no-deps", "--document-private-items", "--keep-going"])
        .env("RUSTDOCFLAGS", "--deny warnings")
        .run()
        .map(Outcome::from)
}

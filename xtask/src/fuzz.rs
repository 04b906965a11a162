//! `cargo xtask fuzz`: the fuzz targets of `fuzz/`, built on the stable toolchain and run for a stated time.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

use crate::command::{Run, Tested};
use crate::setup::{self, Need};
use crate::workspace::Workspace;

/// What CI asks of each target: inputs made from the seeds in an order that is always the same, so that a run fails
/// because of the code and not by chance; and no longer than this on a slow machine. Long runs are for a desk.
const SMOKE: &[&str] = &["-seed=1", "-runs=20000", "-max_total_time=20"];

/// What libFuzzer asks of the compiler. These are the flags of cargo-fuzz but for the address sanitizer, which takes a
/// nightly toolchain and finds little where unsafe code is forbidden.
const COVERAGE_FLAGS: &[&str] = &[
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
];

/// What an input may cost before it counts as a crash, and how long inputs grow.
const LIMITS: &[&str] = &["-max_len=16384", "-timeout=10", "-rss_limit_mb=1024", "-malloc_limit_mb=256"];

/// What to fuzz and for how long.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// Shared evenly by the targets.
    pub(crate) time: Duration,
    /// One target, or all.
    pub(crate) target: Option<String>,
}

/// Fuzzes as asked.
///
/// # Errors
///
/// When a target does not build or finds a crash.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    setup::prepare(workspace, &[Need::Fuzzing])?;
    let targets = Targets::build(workspace)?;
    let chosen: Vec<&str> = match &options.target {
        None => targets.names.iter().map(String::as_str).collect(),
        Some(name) if targets.names.contains(name) => vec![name],
        Some(name) => bail!("there is no fuzz target '{name}'; there are {}", targets.names.join(", ")),
    };
    let share = options.time / u32::try_from(chosen.len().max(1))?;
    let time = format!("-max_total_time={}", share.as_secs().max(1));
    let corpus = workspace.target().join("fuzz/corpus");
    chosen.into_iter().try_for_each(|name| {
        println!("fuzzing {name} for {} seconds", share.as_secs());
        targets.fuzz(workspace, name, &corpus.join(name), &[&time])
    })
}

/// Runs every target on a fixed number of inputs.
///
/// # Errors
///
/// As [`run`].
pub(crate) fn smoke(workspace: &Workspace) -> Result<()> {
    let targets = Targets::build(workspace)?;
    let learned = workspace.target().join("fuzz/smoke");
    targets.names.iter().try_for_each(|name| {
        let directory = learned.join(name);
        // What an earlier run has learned would change the order of the inputs.
        if directory.is_dir() {
            fs::remove_dir_all(&directory)
                .with_context(|| format!("cannot empty {}", directory.display()))?;
        }
        targets.fuzz(workspace, name, &directory, SMOKE)
    })
}

/// Tests the oracles that the targets are made of; they are a workspace of their own.
///
/// # Errors
///
/// When the tests cannot be started.
pub(crate) fn test_oracles(workspace: &Workspace) -> Result<Tested> {
    own_workspace(workspace, "test").tested()
}

/// Lints the oracles and the targets around them.
///
/// # Errors
///
/// When there is anything to say about them.
pub(crate) fn lint_oracles(workspace: &Workspace) -> Result<()> {
    own_workspace(workspace, "clippy")
        .args(["--locked", "--all-targets", "--features", "libfuzzer", "--", "--deny", "warnings"])
        .run()
}

fn own_workspace(workspace: &Workspace, command: &str) -> Run {
    workspace
        .cargo()
        .args([command, "--manifest-path"])
        .arg(workspace.root().join("fuzz/Cargo.toml"))
        .arg("--target-dir")
        .arg(workspace.target().join("fuzz"))
}

/// The built fuzz targets.
struct Targets {
    directory: PathBuf,
    programs: PathBuf,
    names: Vec<String>,
    /// A folder of seeds for each, made of recordings and of random scenes.
    sown: PathBuf,
}

impl Targets {
    fn build(workspace: &Workspace) -> Result<Self> {
        let directory = workspace.root().join("fuzz");
        let manifest = directory.join("Cargo.toml");
        let printed = workspace
            .cargo()
            .args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"])
            .arg(&manifest)
            .output()?;
        let names = binaries(&serde_json::from_str(&printed).context("`cargo metadata` printed no JSON")?);
        ensure!(!names.is_empty(), "{} names no fuzz target", manifest.display());
        // Named, though it is this machine's own, so that build scripts are compiled without the flags below.
        let machine = workspace.command("rustc").args(["--print", "host-tuple"]).output()?;
        let target = workspace.target().join("fuzz");
        println!("building {} fuzz targets (usually 2 minutes from nothing)", names.len());
        workspace
            .cargo()
            .args(["build", "--release", "--features", "libfuzzer", "--bins", "--target", machine.trim()])
            .arg("--manifest-path")
            .arg(&manifest)
            .arg("--target-dir")
            .arg(&target)
            .env("RUSTFLAGS", COVERAGE_FLAGS.join(" "))
            .run()?;
        let programs = target.join(machine.trim()).join("release");
        let sown = target.join("seeds");
        workspace
            .cargo()
            .args(["run", "--package", "porthole-tests", "--bin", "seeds", "--"])
            .arg(&sown)
            .run()?;
        Ok(Self { directory, programs, names, sown })
    }

    /// Runs one target from its seeds and from what earlier runs have `learned`; what it finds goes to `artifacts`.
    fn fuzz(&self, workspace: &Workspace, name: &str, learned: &Path, options: &[&str]) -> Result<()> {
        let artifacts = self.directory.join("artifacts").join(name);
        for directory in [learned, &artifacts] {
            fs::create_dir_all(directory)
                .with_context(|| format!("cannot create {}", directory.display()))?;
        }
        let log = workspace
            .command(self.programs.join(name))
            .args(options)
            .args(LIMITS)
            .args(["-verbosity=1", "-print_final_stats=1"])
            .arg(format!("-artifact_prefix={}/", artifacts.display()))
            .arg(format!("-dict={}", self.directory.join("dictionaries").join(dictionary(name)).display()))
            .arg(learned)
            .arg(self.directory.join("seeds").join(name))
            .arg(self.sown.join(name))
            .hint(format!(
                "the input that did it is in fuzz/artifacts/{name}; move it to tests/crashes/{name}, where the tests \
                 replay it, and mend the code (fuzz/README.md)"
            ))
            .logged(&workspace.target().join("fuzz").join(format!("{name}.log")))?;
        println!("{name}: {} inputs, no crash", inputs(&log));
        Ok(())
    }
}

/// The words of a target's language.
fn dictionary(target: &str) -> &'static str {
    match target {
        "client_messages" | "clipboard" | "connection" | "encrypted" | "handshake" | "session" | "video" => {
            "messages.dict"
        }
        "jpeg" | "tight" | "tight_png" => "images.dict",
        "security" => "security.dict",
        _ => "rectangles.dict",
    }
}

/// How many inputs a run tried, by libFuzzer's statistics at its end.
fn inputs(log: &str) -> &str {
    let line = log.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    line.map_or("some", str::trim)
}

fn binaries(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let targets = packages.flat_map(|package| package["targets"].as_array().into_iter().flatten());
    let binaries =
        targets.filter(|target| target["kind"].as_array().is_some_and(|kinds| kinds.contains(&"bin".into())));
    binaries.filter_map(|target| Some(target["name"].as_str()?.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn targets_are_the_binaries_of_the_package() {
        let metadata = json!({ "packages": [{ "targets": [
            { "name": "porthole_fuzz", "kind": ["lib"] },
            { "name": "tight", "kind": ["bin"] },
            { "name": "zrle", "kind": ["bin"] },
        ] }] });
        assert_eq!(binaries(&metadata), ["tight", "zrle"]);
    }

    #[test]
    fn the_number_of_inputs_is_found_in_the_statistics() {
        assert_eq!(inputs("Done\nstat::number_of_executed_units: 20000\nstat::peak_rss_mb: 28\n"), "20000");
    }
}

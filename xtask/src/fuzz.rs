//! `cargo xtask fuzz`: the fuzz targets of `fuzz/`, built on the stable toolchain and run for a stated time.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

use crate::workspace::Workspace;

/// How long each target runs in CI: enough to notice a crash that is easy to reach.
const SMOKE_TIME: Duration = Duration::from_secs(10);

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
    let targets = Targets::build(workspace)?;
    let chosen: Vec<&str> = match &options.target {
        None => targets.names.iter().map(String::as_str).collect(),
        Some(name) if targets.names.contains(name) => vec![name],
        Some(name) => bail!("there is no fuzz target '{name}'; there are {}", targets.names.join(", ")),
    };
    let share = options.time / u32::try_from(chosen.len().max(1))?;
    chosen.into_iter().try_for_each(|name| targets.fuzz(workspace, name, share))
}

/// Fuzzes every target for a few seconds.
///
/// # Errors
///
/// As [`run`].
pub(crate) fn smoke(workspace: &Workspace) -> Result<()> {
    let targets = Targets::build(workspace)?;
    targets.names.iter().try_for_each(|name| targets.fuzz(workspace, name, SMOKE_TIME))
}

/// The built fuzz targets.
struct Targets {
    directory: PathBuf,
    programs: PathBuf,
    names: Vec<String>,
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
            .args(["build", "--release", "--target", machine.trim(), "--manifest-path"])
            .arg(&manifest)
            .arg("--target-dir")
            .arg(&target)
            .env("RUSTFLAGS", COVERAGE_FLAGS.join(" "))
            .hint("libFuzzer is C++: a C++ compiler must be at hand (Debian package g++)")
            .run()?;
        let programs = target.join(machine.trim()).join("release");
        Ok(Self { directory, programs, names })
    }

    /// Runs one target from its seeds; what it learns stays in the target directory, what it finds in `artifacts`.
    fn fuzz(&self, workspace: &Workspace, name: &str, time: Duration) -> Result<()> {
        let learned = workspace.target().join("fuzz/corpus").join(name);
        let artifacts = self.directory.join("artifacts").join(name);
        for directory in [&learned, &artifacts] {
            fs::create_dir_all(directory)
                .with_context(|| format!("cannot create {}", directory.display()))?;
        }
        println!("fuzzing {name} for {} seconds", time.as_secs());
        let mut fuzzer = workspace
            .command(self.programs.join(name))
            .arg(format!("-max_total_time={}", time.as_secs().max(1)))
            .arg(format!("-artifact_prefix={}/", artifacts.display()))
            .args(["-print_final_stats=0", "-verbosity=0", "-rss_limit_mb=1024", "-timeout=10"])
            .arg(&learned)
            .hint(format!(
                "the input that did it is in fuzz/artifacts/{name}; once fixed, keep it among the regressions \
                 that fuzz/README.md names, where the tests replay it"
            ));
        let seeds = self.directory.join("seeds").join(name);
        if seeds.is_dir() {
            fuzzer = fuzzer.arg(seeds);
        }
        fuzzer.run()
    }
}

fn binaries(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let targets = packages.flat_map(|package| package["targets"].as_array().into_iter().flatten());
    let binaries =
        targets.filter(|target| target["kind"].as_array().is_some_and(|kinds| kinds.contains(&"bin".into())));
    binaries.filter_map(|target| Some(target["name"].as_str()?.to_owned())).collect()
}

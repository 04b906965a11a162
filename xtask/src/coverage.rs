//! `cargo xtask coverage`: how many lines of the protocol engine the native tests run, and whether they are enough.
//!
//! The compiler's own instrumentation is read with the toolchain's own tools, so that nothing else is needed. Lines
//! of tests are not counted, nor are those that hold no code.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

use crate::setup::{self, Need};
use crate::workspace::Workspace;

/// What must be covered, and by the tests of which packages: its own, those that play recordings and random scenes
/// to it, and those of the rooms on either side of it.
const MEASURED: &str = "crates/rfb/src";
const TESTED: &[&str] = &["porthole-rfb", "porthole-session", "porthole-desktop", "porthole-tests"];

/// Percent of the lines that must be covered. What is left are branches for which no input is known.
const ENOUGH: f64 = 95.0;

/// Measures, prints a table by file with the lines that no test runs, and the share of all.
///
/// # Errors
///
/// When tests fail or too few lines are covered.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    setup::prepare(workspace, &[Need::Coverage])?;
    let directory = workspace.target().join("coverage");
    let profiles = directory.join("profiles");
    if profiles.is_dir() {
        // Those of an earlier run belong to other programs.
        fs::remove_dir_all(&profiles).with_context(|| format!("cannot empty {}", profiles.display()))?;
    }
    let programs = build(workspace, &directory)?;
    test(workspace, &directory, &profiles)?;
    let lines = read(workspace, &directory, &profiles, &programs)?;
    let files = files(&lines, workspace.root())?;
    ensure!(!files.is_empty(), "the tests ran no line of {MEASURED}");
    let share = report(&files);
    if share < ENOUGH {
        bail!("{share:.2} % of the lines of {MEASURED} are covered by tests; at least {ENOUGH} % are wanted");
    }
    Ok(())
}

/// Builds the instrumented tests and returns their programs.
fn build(workspace: &Workspace, directory: &Path) -> Result<Vec<PathBuf>> {
    println!("building the tests with instrumentation (usually 2 minutes from nothing)");
    let messages = cargo_test(workspace, directory)
        .args(["--no-run", "--message-format=json"])
        // Build scripts and macros are instrumented too, and write profiles that nobody wants.
        .env("LLVM_PROFILE_FILE", directory.join("building/%p.profraw"))
        .output()?;
    let programs = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    Ok(programs.filter_map(|message| Some(message["executable"].as_str()?.into())).collect())
}

fn test(workspace: &Workspace, directory: &Path, profiles: &Path) -> Result<()> {
    println!("running the tests (usually 1 minute)");
    let tested = cargo_test(workspace, directory)
        .arg("--no-fail-fast")
        .env("LLVM_PROFILE_FILE", profiles.join("%p-%m.profraw"))
        .tested()?;
    tested.failure.map_or(Ok(()), |failure| bail!(failure))
}

fn cargo_test(workspace: &Workspace, directory: &Path) -> crate::command::Run {
    let packages = TESTED.iter().flat_map(|package| ["--package", package]);
    workspace
        .cargo()
        .args(["test", "--tests"])
        .args(packages)
        .arg("--target-dir")
        .arg(directory)
        .env("RUSTFLAGS", "-Cinstrument-coverage")
}

/// What the programs have run, as LLVM's tools tell it in the format of lcov.
fn read(workspace: &Workspace, directory: &Path, profiles: &Path, programs: &[PathBuf]) -> Result<String> {
    let tools = setup::llvm_tools(workspace)?;
    let merged = directory.join("merged.profdata");
    let written = fs::read_dir(profiles).with_context(|| format!("no profile in {}", profiles.display()))?;
    let written: Vec<PathBuf> = written.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    workspace
        .command(tools.join("llvm-profdata"))
        .args(["merge", "--sparse", "--output"])
        .arg(&merged)
        .args(&written)
        .output()?;
    let mut export = workspace.command(tools.join("llvm-cov")).args(["export", "--format=lcov"]);
    for program in programs {
        export = export.arg("--object").arg(program);
    }
    export.arg("--instr-profile").arg(&merged).arg("--sources").arg(workspace.root().join(MEASURED)).output()
}

/// Which lines of a file hold code, and whether that code ran.
type Lines = BTreeMap<usize, bool>;

/// The files of an lcov report, by their path from the repository's top level, without their tests.
fn files(lcov: &str, root: &Path) -> Result<BTreeMap<String, Lines>> {
    let mut files = BTreeMap::new();
    for record in lcov.split("end_of_record") {
        let Some(path) = record.lines().find_map(|line| line.strip_prefix("SF:")) else {
            continue;
        };
        let name = Path::new(path).strip_prefix(root).unwrap_or(Path::new(path)).display().to_string();
        let source = fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
        let end = code_end(&name, &source);
        let lines = record.lines().filter_map(|line| {
            let (number, count) = line.strip_prefix("DA:")?.split_once(',')?;
            Some((number.parse().ok()?, count != "0"))
        });
        let lines: Lines = lines.filter(|(number, _)| *number < end).collect();
        if !lines.is_empty() {
            files.insert(name, lines);
        }
    }
    Ok(files)
}

/// The number of the line with which a file's tests begin: by the rules of this house they are at its end, or in
/// files of their own.
fn code_end(name: &str, source: &str) -> usize {
    if name.contains("/tests") || name.ends_with("/testing.rs") {
        return 0;
    }
    let lines: Vec<&str> = source.lines().collect();
    let tests =
        lines.windows(2).position(|pair| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod tests"));
    1 + tests.unwrap_or(lines.len())
}

/// Prints the table and returns the percentage of all lines that ran.
fn report(files: &BTreeMap<String, Lines>) -> f64 {
    println!("\n{:>7}  {:>6}  file, and the lines that no test runs", "covered", "lines");
    for (name, lines) in files {
        let missed = ranges(lines);
        println!("{:>6.1}%  {:>6}  {name}{}{missed}", share(lines.values()), lines.len(), separator(&missed));
    }
    let share = share(files.values().flat_map(BTreeMap::values));
    let count: usize = files.values().map(BTreeMap::len).sum();
    println!("{share:>6.2}%  {count:>6}  all of {MEASURED}");
    share
}

fn separator(missed: &str) -> &str {
    if missed.is_empty() { "" } else { ": " }
}

fn share<'a>(lines: impl Iterator<Item = &'a bool> + Clone) -> f64 {
    let covered = lines.clone().filter(|covered| **covered).count();
    100.0 * covered as f64 / lines.count().max(1) as f64
}

/// The lines that did not run, such as `12-14 31`.
fn ranges(lines: &Lines) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    let mut previous_missed = false;
    for (&number, &covered) in lines {
        match ranges.last_mut() {
            Some((_, end)) if previous_missed && !covered => *end = number,
            _ if !covered => ranges.push((number, number)),
            _ => {}
        }
        previous_missed = !covered;
    }
    let shown = ranges.iter().map(
        |(first, last)| {
            if first == last { first.to_string() } else { format!("{first}-{last}") }
        },
    );
    shown.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_by_file_without_tests() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let file = root.join("src/coverage.rs");
        let lcov = format!(
            "SF:{}\nFN:1,x\nDA:30,1\nDA:31,0\nDA:33,0\nDA:34,7\nDA:9999,0\nend_of_record\n",
            file.display()
        );
        let files = files(&lcov, root).unwrap();
        let lines = &files["src/coverage.rs"];
        assert_eq!(lines.len(), 4);
        assert_eq!(ranges(lines), "31-33");
        assert_eq!(report(&files), 50.0);
    }

    #[test]
    fn tests_begin_at_their_module_and_fill_the_files_named_for_them() {
        assert_eq!(code_end("src/a.rs", "fn a() {}\n\n#[cfg(test)]\nmod tests {\n}\n"), 3);
        assert_eq!(code_end("src/a.rs", "#[cfg(test)]\nmod testing;\nfn a() {}\n"), 4);
        assert_eq!(code_end("src/connection/tests/input.rs", "fn a() {}\n"), 0);
        assert_eq!(code_end("src/decode/testing.rs", "fn a() {}\n"), 0);
    }
}

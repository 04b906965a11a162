//! Build tools that Cargo and npm deliver, installed into `target/tools`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};

use super::Need;
use crate::command::find_program;
use crate::version::{Version, Wanted};
use crate::workspace::Workspace;

/// A program that `cargo install` builds.
struct CargoTool {
    program: &'static str,
    package: &'static str,
    wanted: Wanted,
    /// What is installed when nothing suitable is there.
    installed: Version,
    /// Whether the package ships a lock file worth obeying.
    locked: bool,
    usually: &'static str,
}

/// A package that npm delivers.
struct NpmPackage {
    name: &'static str,
    installed: Version,
}

/// Reads the same Trunk.toml and wants the same names of tools since 0.21.
const TRUNK: CargoTool = CargoTool {
    program: "trunk",
    package: "trunk",
    wanted: Wanted::AtLeast(Version::new(0, 21, 14)),
    installed: Version::new(0, 21, 14),
    locked: true,
    usually: "6 minutes",
};

const WASM_PACK: CargoTool = CargoTool {
    program: "wasm-pack",
    package: "wasm-pack",
    wanted: Wanted::AtLeast(Version::new(0, 13, 1)),
    installed: Version::new(0, 15, 1),
    locked: true,
    usually: "2 minutes",
};

/// Steers Firefox; Debian has no package of it.
const GECKODRIVER: CargoTool = CargoTool {
    program: "geckodriver",
    package: "geckodriver",
    wanted: Wanted::AtLeast(Version::new(0, 34, 0)),
    installed: Version::new(0, 37, 1),
    locked: true,
    usually: "2 minutes",
};

const CARGO_DENY: CargoTool = CargoTool {
    program: "cargo-deny",
    package: "cargo-deny",
    wanted: Wanted::AtLeast(Version::new(0, 18, 0)),
    installed: Version::new(0, 20, 2),
    locked: true,
    usually: "6 minutes",
};

/// Binaryen, for `wasm-opt`. npm has every release, as a program that runs wherever Node.js does.
const BINARYEN: NpmPackage = NpmPackage { name: "binaryen", installed: Version::new(132, 0, 0) };

/// Older ones (Debian 12 has 108) do not know the features that today's rustc says its output uses.
const WASM_OPT: Wanted = Wanted::AtLeast(Version::new(123, 0, 0));

/// The console to measure beside.
const NOVNC: NpmPackage = NpmPackage { name: "@novnc/novnc", installed: Version::new(1, 7, 0) };

/// Whether anything is missing that npm has to bring.
pub(super) fn want_npm(workspace: &Workspace, needs: &[Need]) -> bool {
    is_npm_wanted(needs, installed_version(workspace, "wasm-opt"), package_version(workspace, &NOVNC))
}

fn is_npm_wanted(needs: &[Need], wasm_opt: Option<Version>, novnc: Option<Version>) -> bool {
    needs.iter().any(|need| match need {
        Need::Page => !wasm_opt.is_some_and(|found| WASM_OPT.accepts(found)),
        Need::NoVnc => novnc != Some(NOVNC.installed),
        _ => false,
    })
}

pub(super) fn prepare(workspace: &Workspace, needs: &[Need]) -> Result<()> {
    let needed = |need| needs.contains(&need);
    if needed(Need::Page) {
        cargo_tool(workspace, &TRUNK)?;
        wasm_opt(workspace)?;
    }
    if needed(Need::Page) || needed(Need::WasmTests) {
        cargo_tool(workspace, &wasm_bindgen(workspace)?)?;
    }
    if needed(Need::WasmTests) {
        cargo_tool(workspace, &WASM_PACK)?;
    }
    if needed(Need::Firefox) {
        cargo_tool(workspace, &GECKODRIVER)?;
    }
    if needed(Need::DependencyChecks) {
        cargo_tool(workspace, &CARGO_DENY)?;
    }
    if needed(Need::NoVnc) {
        npm_package(workspace, &NOVNC)?;
    }
    remove_build(workspace)
}

/// One directory for all that is built here, so that what the tools share is compiled once.
fn build_directory(workspace: &Workspace) -> PathBuf {
    workspace.tools().join("build")
}

/// Gives back the space that building took, several times that of the tools themselves.
fn remove_build(workspace: &Workspace) -> Result<()> {
    let build = build_directory(workspace);
    if build.is_dir() {
        fs::remove_dir_all(&build).with_context(|| format!("cannot remove {}", build.display()))?;
    }
    Ok(())
}

/// The tool must be of the very version of the library: the two share a format that changes between releases.
fn wasm_bindgen(workspace: &Workspace) -> Result<CargoTool> {
    let version = workspace.locked_version("wasm-bindgen").context("Cargo.lock names no wasm-bindgen")?;
    Ok(CargoTool {
        program: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        wanted: Wanted::Exactly(version),
        installed: version,
        // Its lock file is that of its whole workspace, and ages with it.
        locked: false,
        usually: "3 minutes",
    })
}

fn cargo_tool(workspace: &Workspace, tool: &CargoTool) -> Result<()> {
    if installed_version(workspace, tool.program).is_some_and(|found| tool.wanted.accepts(found)) {
        return Ok(());
    }
    println!(
        "set-up: building {} {} into target/tools (usually {}; {} is wanted)",
        tool.package, tool.installed, tool.usually, tool.wanted
    );
    let mut command = workspace
        .cargo()
        .args(["install", "--quiet", "--force", "--version", &tool.installed.to_string(), "--root"])
        .arg(workspace.tools())
        .arg("--target-dir")
        .arg(build_directory(workspace));
    if tool.locked {
        command = command.arg("--locked");
    }
    // Tools that run for seconds need not be optimised for minutes: this builds them three times as fast.
    command
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "false")
        .arg(tool.package)
        .hint(format!(
            "it is built from crates.io with a C compiler at hand; any other way to have {} {} on PATH will do too",
            tool.program, tool.wanted
        ))
        .run()?;
    let found = installed_version(workspace, tool.program);
    ensure!(
        found.is_some_and(|found| tool.wanted.accepts(found)),
        "{} was installed into target/tools, but `{} --version` does not say {}",
        tool.package,
        tool.program,
        tool.wanted
    );
    Ok(())
}

fn wasm_opt(workspace: &Workspace) -> Result<()> {
    let suits = || installed_version(workspace, "wasm-opt").is_some_and(|found| WASM_OPT.accepts(found));
    if suits() {
        return Ok(());
    }
    println!("set-up: installing wasm-opt into target/tools (usually 20 seconds)");
    npm_install(workspace, &BINARYEN)?;
    ensure!(
        suits(),
        "npm installed binaryen into target/tools, but `wasm-opt --version` does not say {WASM_OPT}"
    );
    Ok(())
}

fn npm_package(workspace: &Workspace, package: &NpmPackage) -> Result<()> {
    if package_version(workspace, package) == Some(package.installed) {
        return Ok(());
    }
    println!("set-up: installing {} into target/tools (usually 10 seconds)", package.name);
    npm_install(workspace, package)
}

fn package_version(workspace: &Workspace, package: &NpmPackage) -> Option<Version> {
    let manifest = workspace.tools().join("npm/node_modules").join(package.name).join("package.json");
    let manifest: serde_json::Value = serde_json::from_str(&fs::read_to_string(manifest).ok()?).ok()?;
    Version::parse(manifest["version"].as_str()?)
}

fn npm_install(workspace: &Workspace, package: &NpmPackage) -> Result<()> {
    let directory = workspace.tools().join("npm");
    fs::create_dir_all(&directory).with_context(|| format!("cannot create {}", directory.display()))?;
    workspace
        .command("npm")
        .args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error", "--prefix"])
        .arg(&directory)
        .arg(format!("{}@{}", package.name, package.installed))
        .hint("it comes from the npm registry; is that reachable from here?")
        .run()
}

/// What `program --version` says, if the program is there.
fn installed_version(workspace: &Workspace, program: &str) -> Option<Version> {
    find_program(program, workspace.path())?;
    Version::find(&workspace.command(program).arg("--version").output().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn npm_is_wanted_only_for_what_is_missing() {
        let (old, good) = (Some(Version::new(108, 0, 0)), Some(Version::new(123, 0, 0)));
        let novnc = Some(NOVNC.installed);
        for (need, wasm_opt, found_novnc, wanted) in [
            (Need::Page, None, novnc, true),
            (Need::Page, old, novnc, true),
            (Need::Page, good, None, false),
            (Need::NoVnc, good, None, true),
            (Need::NoVnc, good, old, true),
            (Need::NoVnc, None, novnc, false),
            (Need::WasmTests, None, None, false),
        ] {
            let needs = [Need::Browser, need];
            assert_eq!(
                is_npm_wanted(&needs, wasm_opt, found_novnc),
                wanted,
                "{need:?}, wasm-opt {wasm_opt:?}"
            );
        }
    }
}

//! Where things are: the repository, its target directory, the tools installed in it, and what Cargo says of its packages.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::command::{Run, find_program, prepend_path};
use crate::version::Version;

/// This repository on this machine.
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
    tools: PathBuf,
    path: OsString,
    metadata: Value,
}

impl Workspace {
    /// Asks Cargo about the repository this program was built from.
    ///
    /// # Errors
    ///
    /// When `cargo metadata` fails, as it does when Cargo.lock does not match the manifests.
    pub(crate) fn open() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask/ has no parent directory")?
            .to_owned();
        let outside_path = std::env::var_os("PATH").unwrap_or_default();
        let metadata = metadata(Run::new("cargo", &root, &outside_path).arg("metadata"))?;
        let target =
            metadata["target_directory"].as_str().context("`cargo metadata` names no target directory")?;
        let target = PathBuf::from(target);
        let tools = root.join("target/tools");
        let path = prepend_path(&[&tools.join("bin"), &tools.join("npm/node_modules/.bin")], &outside_path)?;
        Ok(Self { root, target, tools, path, metadata })
    }

    /// The repository's top level.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Where Cargo builds.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// Where set-up installs; it stays in the repository even if Cargo builds elsewhere.
    pub(crate) fn tools(&self) -> &Path {
        &self.tools
    }

    /// Where the page is built to.
    pub(crate) fn page(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The release binary of the server.
    pub(crate) fn server(&self) -> PathBuf {
        self.target.join("release").join(format!("porthole{}", std::env::consts::EXE_SUFFIX))
    }

    /// PATH with the installed tools in front.
    pub(crate) fn path(&self) -> &OsStr {
        &self.path
    }

    /// A command in the repository's top level.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Run {
        let program = program.as_ref();
        // Looked up here, since the search of the operating system would use the PATH of this process.
        let found = program.to_str().and_then(|name| find_program(name, &self.path));
        Run::new(found.as_deref().map_or(program, Path::as_os_str), &self.root, &self.path)
    }

    pub(crate) fn cargo(&self) -> Run {
        self.command("cargo")
    }

    /// What Cargo says of the packages as they are built for `platform`.
    ///
    /// # Errors
    ///
    /// When `cargo metadata` fails.
    pub(crate) fn metadata_for(&self, platform: &str) -> Result<Value> {
        metadata(self.cargo().args(["metadata", "--filter-platform", platform]))
    }

    /// The version of a package in Cargo.lock; the newest if there are several.
    pub(crate) fn locked_version(&self, package: &str) -> Option<Version> {
        let packages = self.metadata["packages"].as_array()?;
        let versions = packages.iter().filter(|found| found["name"] == package);
        versions.filter_map(|found| Version::parse(found["version"].as_str()?)).max()
    }
}

fn metadata(cargo_metadata: Run) -> Result<Value> {
    let printed = cargo_metadata
        .args(["--format-version", "1", "--locked"])
        .hint("if it says that Cargo.lock needs an update, run `cargo check` once and commit Cargo.lock")
        .output()?;
    serde_json::from_str(&printed).context("what `cargo metadata` printed is not JSON")
}

//! What is delivered: the page in `dist/` and the `porthole` binary that carries it.
//!
//! Both are built in release mode only, and the end-to-end tests drive these very files. Lints and native tests use
//! the dev profile. So nothing is compiled in more than two profiles.

use anyhow::Result;

use crate::command::Run;
use crate::workspace::Workspace;

/// Builds the page into `dist/`.
///
/// # Errors
///
/// When it does not build.
pub(crate) fn build_page(workspace: &Workspace) -> Result<()> {
    println!("building the page into dist/ (usually 3 minutes from nothing, 1 after a change)");
    trunk(workspace).args(["build", "--release"]).run()
}

/// trunk, ready for its command.
pub(crate) fn trunk(workspace: &Workspace) -> Run {
    let trunk = workspace
        .command("trunk")
        // It would ask the network whether there is a newer trunk.
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        .hint("`cargo clippy -p porthole-frontend --target wasm32-unknown-unknown` shows errors of the code alone");
    if std::env::var_os("NO_COLOR").is_some() {
        // trunk reads this as an option that takes a boolean, and stops at any other value.
        return trunk.env("NO_COLOR", "true");
    }
    trunk
}

/// Builds the release binary, with the page of `dist/` inside.
///
/// # Errors
///
/// When it does not build.
pub(crate) fn build_server(workspace: &Workspace) -> Result<()> {
    println!("building the porthole binary (usually 3 minutes from nothing, 1 after a change)");
    workspace.cargo().args(["build", "--release", "--package", "porthole"]).run()
}

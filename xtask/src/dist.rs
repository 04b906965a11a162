//! `cargo xtask dist`: what is shipped, built and weighed.

use anyhow::Result;

use crate::artefacts;
use crate::checks::size;
use crate::setup::{self, Need};
use crate::workspace::Workspace;

/// Builds the page and the release binary, prints the size of each file and holds them to the budget.
///
/// # Errors
///
/// When something does not build, or is heavier than the budget allows.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    setup::prepare(workspace, &[Need::Page])?;
    artefacts::build_page(workspace)?;
    artefacts::build_server(workspace)?;
    measure(workspace)?;
    println!("the page:   {}", workspace.page().display());
    println!("the binary: {}", workspace.server().display());
    Ok(())
}

/// Weighs what is already built.
///
/// # Errors
///
/// When something was not built, or is heavier than the budget allows.
pub(crate) fn measure(workspace: &Workspace) -> Result<()> {
    let sizes = size::Sizes::measure(&workspace.page(), &workspace.server())?;
    println!("{sizes}");
    size::check(&sizes)
}

//! `cargo xtask`: one command for everything this repository asks of a machine, from set-up to CI.
//!
//! Each command does the set-up it needs, says what it is doing and how long that usually takes, and is quick the
//! second time. `cargo xtask help` lists them.

#![expect(clippy::print_stdout, reason = "talking to the person at the terminal is what this program is for")]

mod artefacts;
mod bench;
mod checks;
mod ci;
mod cli;
mod command;
mod coverage;
mod demo;
mod dist;
mod fuzz;
mod page;
mod report;
mod setup;
mod test_run;
mod version;
mod workspace;

use std::process::ExitCode;

use cli::Task;
use workspace::Workspace;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    let task = cli::parse(lexopt::Parser::from_env())?;
    let workspace = match task {
        Task::Help => {
            println!("{}", cli::HELP);
            return Ok(());
        }
        Task::Page => return page::run(),
        _ => Workspace::open()?,
    };
    match task {
        Task::Help | Task::Page => Ok(()),
        Task::Setup => setup::prepare(&workspace, setup::EVERYTHING),
        Task::Demo { arguments } => demo::run(&workspace, &arguments),
        Task::Serve { arguments } => demo::serve(&workspace, &arguments),
        Task::Test { parts } => test_run::run(&workspace, &parts),
        Task::Ci => ci::run(&workspace),
        Task::Tidy => ci::tidy(&workspace),
        Task::Dist => dist::run(&workspace),
        Task::Bench { arguments } => bench::run(&workspace, &arguments),
        Task::Fuzz { options } => fuzz::run(&workspace, &options),
        Task::Interop => test_run::interop(&workspace),
        Task::Coverage => coverage::run(&workspace),
    }
}

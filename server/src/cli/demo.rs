//! The arguments of `porthole demo`.

use clap::Args;

use super::PageArguments;
use crate::demo::Demo;

/// Serve the page and a desktop of its own, to see that everything works.
///
/// The URL that is printed, on a line of its own, has the form that OpenStack gives out. Its token
/// is made anew at each start, and each browser gets a desktop for itself.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  porthole demo
  porthole demo --open
  porthole demo --listen 0.0.0.0:7000
      For browsers of other machines too; put this machine's name into the URL.")]
pub(super) struct Arguments {
    /// Where to listen [default: 127.0.0.1:6080, or a free port if that is taken]
    #[arg(long, value_name = "HOST:PORT")]
    listen: Option<String>,

    /// Open the URL in the browser
    #[arg(long)]
    open: bool,

    #[command(flatten)]
    page: PageArguments,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    Demo::new(arguments.page.load()?, arguments.listen.as_deref())?.run(arguments.open)
}

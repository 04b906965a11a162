//! The command line: what can be asked of the program, and the way from there to the doing.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};

use crate::assets::{FrameAncestor, MountPoint, OPERATOR_FILES, Page, Site};
use crate::logs::{self, LogLevel};
use crate::{embed, export, listen, web};

#[cfg(feature = "demo")]
mod demo;
#[cfg(feature = "proxy")]
mod proxy;

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    logs::init(cli.log_level);
    match run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Standard error may be closed; there is nowhere else to complain.
            let _ = writeln!(std::io::stderr(), "porthole: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Web(arguments) => {
            let site = arguments.site.site()?;
            web::run(&listen::bind(&arguments.listen)?, site)
        }
        Command::Export(arguments) => {
            let options = export::Options { force: arguments.force, dry_run: arguments.dry_run };
            let report = export::run(&arguments.page.load()?, &arguments.dir, options)?;
            let prefix = if arguments.dry_run { "(dry run) " } else { "" };
            writeln!(std::io::stdout(), "{prefix}{report}").context("cannot write to standard output")
        }
        #[cfg(feature = "proxy")]
        Command::Proxy(arguments) => proxy::run(arguments),
        #[cfg(feature = "demo")]
        Command::Demo(arguments) => demo::run(&arguments),
    }
}

/// The console of virtual machines in the browser: delivers the page and connects it.
#[derive(Debug, Parser)]
#[command(name = "porthole", version, after_help = EXAMPLES, subcommand_required = true)]
struct Cli {
    /// How much to say on standard error.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "LEVEL")]
    log_level: LogLevel,

    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  porthole demo
      Show everything with no virtual machine at hand; prints a URL to open.
  porthole export /usr/share/porthole
      Write the page for nova-novncproxy (`web = /usr/share/porthole` in nova.conf).
  porthole web --listen 127.0.0.1:8080
      Serve the page behind a reverse proxy.
  porthole proxy --listen 0.0.0.0:6080 --token-file /etc/porthole/tokens
      Serve the page and connect it to the display servers that tokens stand for.

`porthole COMMAND --help` says more about each.";

#[derive(Debug, Subcommand)]
enum Command {
    Web(WebArguments),
    Export(ExportArguments),
    #[cfg(feature = "proxy")]
    Proxy(proxy::Arguments),
    #[cfg(feature = "demo")]
    Demo(demo::Arguments),
}

/// Serve the page's files over plain HTTP, and nothing else.
///
/// The replies carry entity tags, compressed forms, caching rules and a content security policy.
/// /healthz answers `ok` for as long as the server lives. Put a reverse proxy in front that speaks
/// TLS, bounds the number of connections and the size and time of a request head, and refuses
/// bodies; this server gives each connection a thread and waits for it patiently, and ends itself
/// when too many announce long bodies. It connects no WebSocket.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  porthole web --listen 127.0.0.1:8080
  porthole web --listen [::1]:8080 --prefix /novnc --frame-ancestors https://dashboard.example")]
struct WebArguments {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "HOST:PORT")]
    listen: String,

    #[command(flatten)]
    site: SiteArguments,
}

/// Write the page into a directory, for nova-novncproxy, websockify or any other web server.
///
/// A second run changes nothing; a run of a newer porthole updates what the older one wrote and
/// removes what is no longer needed, as listed in DIR/.porthole-manifest. Files that porthole did
/// not write, or that were changed since, are never overwritten without --force. defaults.json and
/// mandatory.json are written once and then left to you.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  porthole export /usr/share/porthole
  porthole export --dry-run /usr/share/novnc

Then, in nova.conf on the host of nova-novncproxy:
  [DEFAULT]
  web = /usr/share/porthole")]
struct ExportArguments {
    /// The directory; it is created if it does not exist
    dir: PathBuf,

    /// Overwrite also files that were not written by porthole or were changed since
    #[arg(long)]
    force: bool,

    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    page: PageArguments,
}

#[derive(Args, Debug)]
struct PageArguments {
    /// Use the page in this directory instead of the one built in
    #[arg(long, value_name = "DIR")]
    page: Option<PathBuf>,
}

impl PageArguments {
    fn load(&self) -> anyhow::Result<Page> {
        match &self.page {
            Some(dir) => Page::from_dir(dir),
            None => embed::page().context(
                "this porthole was built without its page; build it with `cargo xtask dist`, \
                 or name a directory that holds a built page with --page",
            ),
        }
    }
}

#[derive(Args, Debug)]
#[command(next_help_heading = "The page")]
struct SiteArguments {
    #[command(flatten)]
    page: PageArguments,

    /// The path below which the page is served
    #[arg(long, value_name = "PATH", default_value = "", hide_default_value = true)]
    prefix: MountPoint,

    /// Who may show the page in a frame: an origin, `self`, `none` or `any`; can be repeated.
    /// Without this, any: what protects a console is the token in its URL
    #[arg(long, value_name = "ORIGIN", num_args = 1.., value_delimiter = ',')]
    frame_ancestors: Vec<FrameAncestor>,

    /// A JSON file with the page's default settings, served as defaults.json
    #[arg(long, value_name = "FILE")]
    defaults: Option<PathBuf>,

    /// A JSON file with settings that users cannot change, served as mandatory.json
    #[arg(long, value_name = "FILE")]
    mandatory: Option<PathBuf>,
}

impl SiteArguments {
    fn site(&self) -> anyhow::Result<Site> {
        let mut page = self.page.load()?;
        for (name, path) in OPERATOR_FILES.into_iter().zip([&self.defaults, &self.mandatory]) {
            if let Some(path) = path {
                page.set_operator_file(name, path)?;
            }
        }
        Ok(Site::new(page, self.prefix.clone(), &self.frame_ancestors))
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}

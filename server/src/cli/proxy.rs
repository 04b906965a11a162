//! The arguments of `porthole proxy`.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use tracing::warn;

use super::SiteArguments;
use crate::listen;
use crate::proxy::{
    BaseUrl, HostName, Limits, OriginPolicy, Proxy, SingleTarget, Target, TokenFile, TokenSource,
};

/// Serve the page, and connect its WebSocket to the display server that a token stands for.
///
/// It takes the place of nova-novncproxy's or websockify's listener. A token comes from the link
/// (`?path=%3Ftoken%3D…`) or a cookie and is looked up in a file that is read again whenever it
/// changes. Pages of other hosts are refused unless allowed. SIGTERM ends open consoles with a
/// message to their users. This listener speaks plain HTTP; put a reverse proxy in front for TLS
/// and let it set X-Forwarded-Proto.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  porthole proxy --listen 0.0.0.0:6080 --token-file /etc/porthole/tokens
  porthole proxy --listen 127.0.0.1:6080 --target 127.0.0.1:5900
      One display for everybody who can reach the port; open http://127.0.0.1:6080/vnc_auto.html
  porthole proxy --listen 0.0.0.0:6080 --token-file /etc/porthole/tokens.d \\
      --base-url https://console.example/vnc_auto.html --allowed-origin dashboard.example

A token file has lines like these; those that begin with # are comments:
  5c1f06d2-0a4b-4b8e-9d5e-2f6a7c8b9d0e: 192.0.2.7:5900
  another-token: [2001:db8::7]:5901
  a-third: unix_socket:/run/vm.sock")]
pub(super) struct Arguments {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "HOST:PORT")]
    listen: String,

    #[command(flatten)]
    source: SourceArguments,

    /// A host, besides the one in the URL, whose pages may open consoles; can be repeated
    #[arg(long, value_name = "HOST")]
    allowed_origin: Vec<HostName>,

    /// The URL at which users find the page, as in Nova's novncproxy_base_url; pages must then
    /// have been loaded with its scheme
    #[arg(long, value_name = "URL")]
    base_url: Option<BaseUrl>,

    /// How many consoles may be open at one time; each needs two file descriptors
    #[arg(long, value_name = "NUMBER", default_value_t = Limits::default().sessions)]
    max_connections: usize,

    #[command(flatten)]
    site: SiteArguments,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct SourceArguments {
    /// A file of tokens, or a directory of such files
    #[arg(long, value_name = "FILE-OR-DIR")]
    token_file: Option<PathBuf>,

    /// Connect everyone to this display server, with or without a token. Browsers must then find
    /// the page by an address, as localhost, or by a name given as --base-url or --allowed-origin:
    /// any other name could be a stranger's that leads here
    #[arg(long, value_name = "HOST:PORT")]
    target: Option<Target>,
}

impl SourceArguments {
    fn open(&self) -> anyhow::Result<Arc<dyn TokenSource>> {
        match (&self.token_file, &self.target) {
            (Some(path), _) => Ok(Arc::new(TokenFile::open(path)?)),
            (None, Some(target)) => Ok(Arc::new(SingleTarget(target.clone()))),
            (None, None) => anyhow::bail!("name a --token-file or a --target"),
        }
    }
}

pub(super) fn run(arguments: Arguments) -> anyhow::Result<()> {
    // Two descriptors a session are soon more than the 1024 that a shell allows by default.
    let limits = Limits { sessions: arguments.max_connections, ..Limits::default() };
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(allowed) if allowed < limits.files() => warn!(
            "only {allowed} files may be open, but {} consoles need up to {}; raise the limit (LimitNOFILE \
             in systemd, ulimit -n in a shell) or lower --max-connections",
            limits.sessions,
            limits.files()
        ),
        Ok(_) => {}
        Err(error) => warn!("cannot raise the number of files that may be open: {error}"),
    }
    let proxy = Proxy {
        site: arguments.site.site()?,
        tokens: arguments.source.open()?,
        origins: OriginPolicy {
            allowed_hosts: arguments.allowed_origin,
            base_url: arguments.base_url,
            known_names_only: arguments.source.target.is_some(),
        },
        limits,
    };
    proxy.run(listen::bind(&arguments.listen)?)
}

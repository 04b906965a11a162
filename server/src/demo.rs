//! `porthole demo`: the proxy with a desktop built in, so that everything can be seen with no
//! virtual machine at hand.

mod desktop_server;
mod token;

use std::io::{ErrorKind, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::process::Command;
use std::sync::Arc;

use anyhow::Context as _;
use tracing::warn;

use crate::assets::{MountPoint, Page, Site};
use crate::listen;
use crate::proxy::{HostName, Limits, OriginPolicy, Proxy};
use desktop_server::DesktopServer;
use token::DemoToken;

/// Where Nova's own examples have the console proxy.
const DEFAULT_ADDRESS: &str = "127.0.0.1:6080";

/// A demo that listens already and waits to be run.
pub struct Demo {
    proxy: Proxy,
    listener: TcpListener,
    access_url: String,
}

impl Demo {
    /// Prepares a demo of `page` that listens on `address`; without one on the usual address, or
    /// on a free port if that is taken.
    ///
    /// # Errors
    /// If it cannot listen, or the system has no random numbers for the token.
    pub fn new(page: Page, address: Option<&str>) -> anyhow::Result<Self> {
        let listener = match address {
            Some(address) => listen::bind(address)?,
            None => bind_if_free(DEFAULT_ADDRESS)?,
        };
        let tokens = DemoToken::new(Arc::new(DesktopServer))?;
        let access_url = access_url(listener.local_addr()?, &tokens);
        let proxy = Proxy {
            site: Site::new(page, MountPoint::default(), &[]),
            tokens: Arc::new(tokens),
            origins: OriginPolicy { allowed_hosts: own_hosts(), ..OriginPolicy::default() },
            limits: Limits::default(),
        };
        Ok(Self { proxy, listener, access_url })
    }

    /// The URL that shows the desktop, in the form in which Nova gives out such URLs.
    pub fn access_url(&self) -> &str {
        &self.access_url
    }

    /// Says the URL on standard output, opens it in a browser if asked to, and serves until the
    /// process is told to stop by SIGTERM or SIGINT.
    ///
    /// # Errors
    /// If standard output is closed or serving cannot begin.
    pub fn run(self, open: bool) -> anyhow::Result<()> {
        let mut stdout = std::io::stdout().lock();
        writeln!(
            stdout,
            "A desktop is ready. Open this URL in a browser of this machine; Ctrl-C ends it.\n\n{}\n",
            self.access_url
        )
        .and_then(|()| stdout.flush())
        .context("cannot write to standard output")?;
        drop(stdout);
        if open {
            open_in_browser(self.access_url);
        }
        self.proxy.run(self.listener)
    }
}

/// Binds `address`, or any port of this machine if a program has that already.
fn bind_if_free(address: &str) -> anyhow::Result<TcpListener> {
    match TcpListener::bind(address) {
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            let listener = listen::bind("127.0.0.1:0")?;
            warn!("{address} is in use by another program, so the demo takes {}", listener.local_addr()?);
            Ok(listener)
        }
        Ok(listener) => Ok(listener),
        // It fails again, and says so in a sentence.
        Err(_) => listen::bind(address),
    }
}

/// The names that this machine has for itself: a page that `trunk serve` delivers may use another
/// one than its WebSocket.
fn own_hosts() -> Vec<HostName> {
    ["localhost", "127.0.0.1", "::1"].iter().filter_map(|host| host.parse().ok()).collect()
}

fn access_url(address: SocketAddr, tokens: &DemoToken) -> String {
    // "All addresses" is none that a browser can go to.
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    let address = SocketAddr::new(ip, address.port());
    format!("http://{address}/vnc_auto.html?path=%3Ftoken%3D{}", tokens.text())
}

/// Leaves the URL to the desktop environment. A demo without a browser is still a demo.
fn open_in_browser(url: String) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    std::thread::spawn(move || match Command::new(opener).arg(url).status() {
        Ok(status) if status.success() => {}
        Ok(status) => warn!("{opener} could not open the URL ({status}); open it yourself"),
        Err(error) => warn!("cannot run {opener} ({error}); open the URL yourself"),
    });
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{DemoToken, DesktopServer, access_url, bind_if_free};

    #[test]
    fn a_port_that_is_taken_is_no_obstacle() {
        let holder = bind_if_free("127.0.0.1:0").unwrap();
        let taken = holder.local_addr().unwrap();
        let other = bind_if_free(&taken.to_string()).unwrap();
        assert_ne!(other.local_addr().unwrap(), taken);
    }

    #[test]
    fn the_url_is_one_that_a_browser_can_go_to() {
        let tokens = DemoToken::new(Arc::new(DesktopServer)).unwrap();
        for (address, beginning) in [
            ("127.0.0.1:6080", "http://127.0.0.1:6080/vnc_auto.html?path=%3Ftoken%3D"),
            ("0.0.0.0:6080", "http://127.0.0.1:6080/vnc_auto.html?path=%3Ftoken%3D"),
            ("[::]:6080", "http://[::1]:6080/vnc_auto.html?path=%3Ftoken%3D"),
        ] {
            let url = access_url(address.parse().unwrap(), &tokens);
            assert_eq!(url.strip_prefix(beginning), Some(tokens.text()), "{url}");
        }
    }
}

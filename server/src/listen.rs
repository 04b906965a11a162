//! Binding the address to listen on, and saying in words why that failed.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs as _};

use anyhow::{anyhow, bail};

/// Binds `address`, written `HOST:PORT`; port 0 lets the system choose.
///
/// # Errors
/// A sentence that names the address, the reason and, where there is one, the remedy.
pub fn bind(address: &str) -> anyhow::Result<TcpListener> {
    let addresses: Vec<SocketAddr> = match address.to_socket_addrs() {
        Ok(addresses) => addresses.collect(),
        Err(error) if error.kind() == ErrorKind::InvalidInput => bail!(
            "{address:?} is not an address to listen on; write HOST:PORT, for example 127.0.0.1:6080 or [::]:6080"
        ),
        Err(error) => bail!("cannot listen on {address}: the host name is not known here ({error})"),
    };
    TcpListener::bind(addresses.as_slice()).map_err(|error| {
        let reason = match error.kind() {
            ErrorKind::AddrInUse => {
                "another program already listens there; stop it or choose another port with --listen"
                    .to_owned()
            }
            ErrorKind::AddrNotAvailable => "this machine has no such address".to_owned(),
            ErrorKind::PermissionDenied => {
                "this user may not; ports below 1024 need root or the capability CAP_NET_BIND_SERVICE"
                    .to_owned()
            }
            _ => error.to_string(),
        };
        anyhow!("cannot listen on {address}: {reason}")
    })
}

#[cfg(test)]
mod tests {
    use super::bind;

    #[test]
    fn a_failure_says_what_to_do() {
        let taken = bind("127.0.0.1:0").unwrap();
        let taken = taken.local_addr().unwrap().to_string();
        for (address, words) in [
            (taken.as_str(), "another program already listens there"),
            ("6080", "write HOST:PORT"),
            ("127.0.0.1:http", "write HOST:PORT"),
            ("192.0.2.1:0", "this machine has no such address"),
        ] {
            let message = bind(address).unwrap_err().to_string();
            assert!(message.contains(words), "{address}: {message}");
        }
    }
}

//! Stopping: the signal, and the time that open sessions are given.

use std::io;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::Shared;

/// Cancels `stop` at the first SIGTERM or SIGINT. A second one ends the process at once.
pub(super) fn on_signal(stop: CancellationToken) -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        for is_second in [false, true] {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if is_second {
                std::process::exit(1);
            }
            stop.cancel();
        }
    });
    Ok(())
}

/// Waits for the sessions to end; they have been told to when the proxy was stopped.
pub(super) async fn drain(shared: &Shared) {
    shared.tasks.close();
    info!("stopping: no new connections are accepted, {} are being closed", shared.tasks.len());
    match tokio::time::timeout(shared.proxy.limits.drain_time, shared.tasks.wait()).await {
        Ok(()) => info!("stopped"),
        Err(_) => warn!("stopped, {} connections would not end in time", shared.tasks.len()),
    }
}

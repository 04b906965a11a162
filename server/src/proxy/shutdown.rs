//! Stopping: the signal, and the time that open sessions are given.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::Shared;

/// Cancels `stop` at the first SIGTERM or SIGINT. A second one ends the process at once, by the
/// signal's own handler: the runtime may be on its way out by then.
pub(super) fn on_signal(stop: CancellationToken) -> io::Result<()> {
    let is_second = Arc::new(AtomicBool::new(false));
    for number in [SIGTERM, SIGINT] {
        // In this order, so that the first one does not find the flag that it raises.
        flag::register_conditional_shutdown(number, 1, is_second.clone())?;
        flag::register(number, is_second.clone())?;
    }
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        stop.cancel();
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

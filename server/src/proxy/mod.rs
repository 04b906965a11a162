//! `porthole proxy`: the page's files and the WebSocket, and the way from there to the display
//! servers of virtual machines.
//!
//! ```text
//! listen ─► http ─┬─► assets
//!                 └─► websocket (101) ─► session: token ► Origin ► target ─► relay ─► close frame
//! ```
//!
//! Every refusal comes after the 101, as a close frame with a code and a sentence, because a page
//! can read those and cannot read the reply to a refused handshake.

mod ending;
mod http;
mod limits;
mod listen;
mod origin;
mod places;
mod pulse;
mod relay;
mod session;
mod shutdown;
mod target;
mod token;
mod websocket;
mod write_timeout;

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::assets::Site;

pub use limits::Limits;
pub use origin::{BaseUrl, HostName, OriginFields, OriginPolicy, OriginRefused};
pub use target::{ByteStream, InProcess, Target};
pub use token::{Refused, Resolving, SingleTarget, Token, TokenFile, TokenSource};

/// What a proxy is made of.
pub struct Proxy {
    /// The page and its rules.
    pub site: Site,
    /// Where tokens are looked up.
    pub tokens: Arc<dyn TokenSource>,
    /// From which web addresses consoles may be opened.
    pub origins: OriginPolicy,
    /// What one client, and all together, may use up.
    pub limits: Limits,
}

impl Proxy {
    /// Serves on `listener` until the process is told to stop by SIGTERM or SIGINT.
    ///
    /// # Errors
    /// If the runtime, the listener or the signals cannot be prepared.
    pub fn run(self, listener: TcpListener) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .context("cannot start the asynchronous runtime")?;
        let outcome = runtime.block_on(async {
            let stop = CancellationToken::new();
            shutdown::on_signal(stop.clone()).context("cannot listen for signals")?;
            self.serve(listener, stop).await
        });
        runtime.shutdown_timeout(LAST_THREADS_TIME);
        outcome
    }

    /// Serves on `listener` until `stop` is cancelled and the sessions have ended, or have had the
    /// time to.
    ///
    /// # Errors
    /// If the listener cannot be prepared.
    pub async fn serve(self, listener: TcpListener, stop: CancellationToken) -> anyhow::Result<()> {
        let shared = Arc::new(Shared {
            sessions: Arc::new(Semaphore::new(self.limits.sessions.min(Semaphore::MAX_PERMITS))),
            session_count: AtomicU64::new(0),
            tasks: TaskTracker::new(),
            proxy: self,
            stop,
        });
        listen::accept(listener, &shared).await?;
        shutdown::drain(&shared).await;
        Ok(())
    }
}

/// How long the threads of lookups may take to end when all else has ended. A file system or a name
/// server that does not answer holds them for as long as it likes, and nobody waits for them any more.
const LAST_THREADS_TIME: Duration = Duration::from_secs(1);

/// What every connection of a running proxy looks at.
struct Shared {
    proxy: Proxy,
    /// One permit a session.
    sessions: Arc<Semaphore>,
    /// How many sessions there were; the next one's name in the log.
    session_count: AtomicU64,
    /// Every connection and every session is one task of this.
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Shared {
    fn next_session_id(&self) -> u64 {
        self.session_count.fetch_add(1, Ordering::Relaxed) + 1
    }
}

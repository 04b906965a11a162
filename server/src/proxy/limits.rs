//! What a client may use up: sizes, numbers and times, each with its reason.

use std::time::Duration;

/// The limits of a proxy.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Sessions at one time. Each costs two file descriptors, and 20 KiB while it is quiet or
    /// 150 KiB once pixels flow.
    pub sessions: usize,
    /// Connections at one time that are not sessions: page loads, handshakes, and links that are
    /// being looked up or refused. A limit of its own, so that no number of them takes a session's place.
    pub other_connections: usize,
    /// How long a client may take for a request head, or stay silent between two requests. The
    /// head is a few hundred bytes; who takes longer only holds the connection.
    pub head_time: Duration,
    /// How long one connection may be used for page loads before it is asked to end.
    pub page_time: Duration,
    /// How long a reply that is under way then may still take.
    pub last_reply_time: Duration,
    /// How long a client may take nothing of a reply. A mobile line may well be dead for some seconds;
    /// who takes longer only holds the connection.
    pub stall_time: Duration,
    /// How long the lookup of a token may take.
    pub lookup_time: Duration,
    /// How long connecting to a target may take, over all its addresses. The user waits.
    pub connect_time: Duration,
    /// How long the last words of a target that takes no more input may take to reach the browser.
    /// They have arrived already, or nearly so; only a slow browser is waited for.
    pub last_words_time: Duration,
    /// How often a browser is sent a ping. Also what keeps middleboxes, which forget silent
    /// connections after a minute or so, from forgetting this one.
    pub ping_interval: Duration,
    /// How long a browser may neither send anything nor take what it is sent, before it counts as
    /// gone. Longer than two pings, so that one late answer is no matter.
    pub silence: Duration,
    /// How long a browser may take to answer a close frame. After that it is just disconnected.
    pub close_time: Duration,
    /// How long sessions may take to end when the proxy is stopped.
    pub drain_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sessions: 1000,
            other_connections: 500,
            head_time: Duration::from_secs(10),
            page_time: Duration::from_secs(300),
            last_reply_time: Duration::from_secs(60),
            stall_time: Duration::from_secs(30),
            lookup_time: Duration::from_secs(10),
            connect_time: Duration::from_secs(10),
            last_words_time: Duration::from_secs(10),
            ping_interval: Duration::from_secs(30),
            silence: Duration::from_secs(90),
            close_time: Duration::from_secs(3),
            drain_time: Duration::from_secs(10),
        }
    }
}

impl Limits {
    /// How many files must be allowed to be open for all of that.
    pub fn files(&self) -> u64 {
        let sessions = self.sessions.saturating_mul(2);
        sessions.saturating_add(self.other_connections).saturating_add(OWN_FILES) as u64
    }
}

/// Files that are open for no connection in particular: the listener, the log, the runtime's own, and
/// those that lookups of tokens and names read.
const OWN_FILES: usize = 100;

/// A request head, with room for a long token and a dashboard's cookies.
pub(super) const MAX_HEAD_BYTES: usize = 16 * 1024;

/// Fields in a request head; a browser sends about twenty.
pub(super) const MAX_HEAD_FIELDS: usize = 100;

/// A message from the browser. The largest that a viewer sends is a clipboard, of which QEMU takes
/// 1 MiB at most.
pub(super) const MAX_MESSAGE_BYTES: usize = 4 * 1024 * 1024;

/// What is read from the target at once, and so the largest message to the browser.
pub(super) const CHUNK_BYTES: usize = 64 * 1024;

/// What is read from the browser at once: input events are small.
pub(super) const BROWSER_READ_BYTES: usize = 8 * 1024;

/// Bytes that the kernel may hold for a browser before it begins to send them. A small number
/// makes a slow browser felt early, so that its screen shows the present and not the past.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) const UNSENT_BYTES: u32 = 128 * 1024;

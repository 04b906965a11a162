//! Whole pages in a browser, each fed with the same stream: updates a second, and what it costs the main thread.

use std::{
    net::SocketAddr,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use porthole_tests::{
    browser::Browser,
    process::{PATIENCE, Process, free_port, wait_for_port},
};

use crate::{
    content::Content,
    live::Live,
    replay::{Outcome, Replay, since_1970},
    report::Page,
};

/// The two pages that are measured beside each other.
pub(crate) const PAGES: [&str; 2] = ["Porthole", "noVNC"];

/// How long a live desktop is watched.
const WATCHED: Duration = Duration::from_secs(5);

/// Measures both pages with a stream of updates, sent as fast as they ask.
pub(crate) async fn replay(
    name: &str,
    handshake: &[Vec<u8>],
    updates: &[Vec<u8>],
    files: SocketAddr,
) -> Result<Vec<Page>> {
    let mut results = Vec::new();
    for page in PAGES {
        let replay = Replay::start(handshake.to_vec(), updates.to_vec())?;
        let visit = Visit::start(page, replay.address, files).await?;
        let outcome = tokio::task::spawn_blocking(move || replay.wait())
            .await?
            .with_context(|| format!("{page} with {name}"))?;
        results.push(visit.end(name, updates.len(), &outcome).await?);
    }
    Ok(results)
}

/// Measures both pages with a desktop that draws while they watch, in the encoding that each of them likes best.
pub(crate) async fn live(content: Content, files: SocketAddr) -> Result<Vec<Page>> {
    let mut results = Vec::new();
    for page in PAGES {
        let desktop = Live::start(content)?;
        let visit = Visit::start(page, desktop.address, files).await?;
        let opened = Instant::now();
        while desktop.requests() == 0 {
            ensure!(opened.elapsed() < PATIENCE, "{page} never asked for the desktop's picture");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let (clock, started) = (Instant::now(), since_1970()?);
        let before = desktop.requests();
        tokio::time::sleep(WATCHED).await;
        let updates = desktop.requests() - before;
        let outcome = Outcome { seconds: clock.elapsed().as_secs_f64(), started };
        results.push(visit.end(&format!("live / {}", content.name()), updates, &outcome).await?);
    }
    Ok(results)
}

/// A page that is open in a browser of its own.
struct Visit {
    page: &'static str,
    browser: Browser,
    _proxy: Proxy,
}

impl Visit {
    async fn start(page: &'static str, target: SocketAddr, files: SocketAddr) -> Result<Self> {
        let proxy = Proxy::start(target)?;
        let url = match page {
            "noVNC" => format!("http://{files}/novnc.html?url=ws://127.0.0.1:{}/", proxy.port),
            _ => format!("http://127.0.0.1:{}/vnc_auto.html", proxy.port),
        };
        let browser = Browser::open().await;
        browser.client.goto(&url).await?;
        watch_long_tasks(&browser).await;
        Ok(Self { page, browser, _proxy: proxy })
    }

    async fn end(self, stream: &str, updates: usize, outcome: &Outcome) -> Result<Page> {
        // Entries are delivered a little after the tasks that they are about.
        tokio::time::sleep(Duration::from_millis(500)).await;
        let tasks = long_tasks(&self.browser, outcome).await?;
        self.browser.close().await;
        let updates_per_second = updates as f64 / outcome.seconds;
        eprintln!("  {}: {updates_per_second:.1} updates a second", self.page);
        Ok(Page {
            stream: stream.to_owned(),
            page: self.page,
            updates_per_second,
            long_tasks: tasks.len(),
            longest_task: tasks.iter().copied().fold(0.0, f64::max),
        })
    }
}

/// `porthole proxy` in front of the replay.
struct Proxy {
    port: u16,
    _process: Process,
}

impl Proxy {
    fn start(target: SocketAddr) -> Result<Self> {
        let binary = std::env::var_os("PORTHOLE_BIN").context("PORTHOLE_BIN names the binary to measure")?;
        let port = free_port();
        let process = Process::start(Command::new(binary).args([
            "proxy",
            "--listen",
            &format!("127.0.0.1:{port}"),
            "--target",
            &target.to_string(),
        ]));
        wait_for_port(port);
        Ok(Self { port, _process: process })
    }
}

async fn watch_long_tasks(browser: &Browser) {
    browser
        .evaluate(
            "window.longTasks = [];
             new PerformanceObserver((list) => window.longTasks.push(...list.getEntries()))
               .observe({ type: 'longtask', buffered: true });",
        )
        .await;
}

/// The lengths of the main thread's tasks over 50 ms since the stream began, in milliseconds.
async fn long_tasks(browser: &Browser, outcome: &Outcome) -> Result<Vec<f64>> {
    let script = format!(
        "return window.longTasks
           .filter((task) => performance.timeOrigin + task.startTime >= {})
           .map((task) => task.duration);",
        outcome.started
    );
    let tasks = browser.evaluate(&script).await;
    Ok(tasks.as_array().context("a list")?.iter().filter_map(serde_json::Value::as_f64).collect())
}

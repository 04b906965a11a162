//! Whole pages in a browser, each fed with the same stream: updates a second, and what it costs the main thread.

use std::{net::SocketAddr, process::Command, time::Duration};

use anyhow::{Context, Result};
use porthole_tests::{
    browser::Browser,
    process::{Process, free_port, wait_for_port},
};

use crate::{
    replay::{Outcome, Replay},
    report::Page,
    workload::{Workload, handshake},
};

/// The two pages that are measured beside each other.
const PAGES: [&str; 2] = ["Porthole", "noVNC"];

/// Measures both pages with the updates of `workload`, repeated so many times.
pub(crate) async fn measure(workload: &Workload, repeats: usize, files: SocketAddr) -> Result<Vec<Page>> {
    let mut results = Vec::new();
    for page in PAGES {
        let updates = std::iter::repeat_n(&workload.updates, repeats).flatten().cloned().collect::<Vec<_>>();
        let count = updates.len();
        let replay = Replay::start(handshake(), updates)?;
        let proxy = Proxy::start(replay.address)?;
        let url = match page {
            "noVNC" => format!("http://{files}/novnc.html?url=ws://127.0.0.1:{}/", proxy.port),
            _ => format!("http://127.0.0.1:{}/vnc_auto.html", proxy.port),
        };
        let browser = Browser::open().await;
        browser.client.goto(&url).await?;
        watch_long_tasks(&browser).await;
        let (replay, outcome) = tokio::task::spawn_blocking(move || {
            let outcome = replay.wait();
            (replay, outcome)
        })
        .await?;
        let outcome = outcome.with_context(|| format!("{page} with {}", workload.name))?;
        // Entries are delivered a little after the tasks that they are about.
        tokio::time::sleep(Duration::from_millis(500)).await;
        let tasks = long_tasks(&browser, &outcome).await?;
        browser.close().await;
        drop(replay);
        results.push(Page {
            stream: workload.name.clone(),
            page,
            updates_per_second: count as f64 / outcome.seconds,
            long_tasks: tasks.len(),
            longest_task: tasks.iter().copied().fold(0.0, f64::max),
        });
    }
    Ok(results)
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

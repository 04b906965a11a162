//! Measures decoding and drawing beside noVNC 1.7.0, in one browser, in one run: only the ratios mean much.
//!
//! `cargo xtask bench` builds what this needs and names it in the environment: `PORTHOLE_BIN` (the binary with the page
//! inside), `NOVNC` (noVNC's package) and `BENCH_DECODER` (the directory of the engine's Wasm module).
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the table is the point, and progress goes beside it"
)]

mod content;
mod files;
mod live;
mod native;
mod pages;
mod recorded;
mod replay;
mod report;
mod workload;

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use anyhow::{Context, Result, anyhow};
use fantoccini::wd::TimeoutConfiguration;
use lexopt::prelude::*;
use porthole_tests::browser::Browser;

use content::Content;
use files::Files;
use report::{Decoding, Report};

const HELP: &str = "\
Measures Porthole beside noVNC and prints a table.

  --only decode|page   one half of it
  --updates N          screens in each stream (default 12)
  --rounds N           how often each decoder decodes each stream (default 5)
  --out DIRECTORY      where results.json and chart.svg go (default target/bench)
";

/// How long all rounds of one stream may take in the browser; WebDriver's own limit is half a minute.
const DECODING_TIMEOUT: Duration = Duration::from_secs(600);

struct Options {
    decode: bool,
    page: bool,
    updates: usize,
    rounds: usize,
    out: PathBuf,
}

#[tokio::main]
async fn main() -> Result<()> {
    let Some(options) = options()? else {
        print!("{HELP}");
        return Ok(());
    };
    eprintln!("making the streams");
    let files = Arc::new(Files {
        novnc: named_in_environment("NOVNC")?,
        decoder: named_in_environment("BENCH_DECODER")?,
        workloads: workload::all(options.updates),
    });
    let address = files::serve(Arc::clone(&files))?;
    let mut report = Report::default();
    if options.decode {
        report.decoding = decode(&files, address, options.rounds).await?;
    }
    if options.page {
        report.pages = pages(&files, address).await?;
    }
    print!("{}", report.table());
    report.write(&options.out)?;
    println!("\nwritten to {}", options.out.display());
    Ok(())
}

async fn pages(files: &Files, address: SocketAddr) -> Result<Vec<report::Page>> {
    let mut rows = Vec::new();
    for content in Content::ALL {
        eprintln!("live / {} in the page", content.name());
        rows.extend(pages::live(content, address).await?);
    }
    for recorded in recorded::all()? {
        eprintln!("recorded {} in the page", recorded.name);
        let name = format!("recorded / {}", recorded.name);
        rows.extend(pages::replay(&name, &recorded.handshake, &recorded.updates, address).await?);
    }
    for workload in &files.workloads {
        eprintln!("{} in the page", workload.name);
        rows.extend(pages::replay(&workload.name, &workload.handshake, &workload.updates, address).await?);
    }
    Ok(rows)
}

async fn decode(files: &Files, address: SocketAddr, rounds: usize) -> Result<Vec<Decoding>> {
    let browser = Browser::open().await;
    let timeouts = TimeoutConfiguration::new(Some(DECODING_TIMEOUT), None, None);
    browser.client.update_timeouts(timeouts).await?;
    browser.client.goto(&format!("http://{address}/decode.html")).await?;
    let mut rows = Vec::new();
    for (number, workload) in files.workloads.iter().enumerate() {
        eprintln!("{}", workload.name);
        let native = native::decode(workload, rounds)?;
        let times = browser
            .client
            .execute_async(
                "const [number, rounds, lossless, done] = arguments;
                 window.measure(number, rounds, lossless).then(done, (error) => done(String(error)));",
                vec![number.into(), rounds.into(), workload.lossless.into()],
            )
            .await?;
        let rate = |milliseconds: f64| workload.pixel_bytes as f64 / 1e6 / (milliseconds / 1e3);
        let measured = |decoder: &str| {
            times[decoder].as_f64().map(rate).ok_or_else(|| anyhow!("{}: {times}", workload.name))
        };
        rows.push(Decoding {
            encoding: workload.encoding,
            content: workload.content,
            native: rate(native.as_secs_f64() * 1e3),
            wasm: measured("porthole")?,
            novnc: measured("novnc")?,
        });
    }
    browser.close().await;
    Ok(rows)
}

fn named_in_environment(variable: &str) -> Result<PathBuf> {
    let value = std::env::var_os(variable)
        .with_context(|| format!("{variable} is not set; `cargo xtask bench` sets it"))?;
    Ok(PathBuf::from(value))
}

fn options() -> Result<Option<Options>> {
    let mut options =
        Options { decode: true, page: true, updates: 12, rounds: 5, out: PathBuf::from("target/bench") };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("only") => match parser.value()?.string()?.as_str() {
                "decode" => options.page = false,
                "page" => options.decode = false,
                other => return Err(anyhow!("--only takes decode or page, not {other}")),
            },
            Long("updates") => options.updates = parser.value()?.parse()?,
            Long("rounds") => options.rounds = parser.value()?.parse()?,
            Long("out") => options.out = parser.value()?.into(),
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Some(options))
}

//! Measures decoding and drawing beside noVNC 1.7.0, in one browser, in one run: only the ratios mean much.
//!
//! With `--only native`, it measures decoding in native code beside libvncclient instead, for which no browser is needed.
//!
//! `cargo xtask bench` builds what this needs and names it in the environment: `PORTHOLE_BIN` (the binary with the page
//! inside), `NOVNC` (noVNC's package) and `BENCH_DECODER` (the directory of the engine's Wasm module).
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the table is the point, and progress goes beside it"
)]

mod chart;
mod client_messages;
mod content;
mod files;
mod live;
mod native;
mod pages;
mod peers;
mod recorded;
mod replay;
mod report;
mod workload;

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::{Context, Result, anyhow, ensure};
use fantoccini::wd::TimeoutConfiguration;
use lexopt::prelude::*;
use porthole_tests::browser::Browser;
use rfb::{Size, wire::PixelFormat};
use serde_json::{Value, json};

use content::Content;
use files::Files;
use peers::Libvncclient;
use report::{Copying, Decoding, Report};
use workload::{Case, Kind, LARGE_SCREEN, NOVNC_FORMAT, SCREEN, SERVER_FORMAT};

const HELP: &str = "\
Measures Porthole beside noVNC and prints a table.

  --only decode|page   one half of it: decoding in Wasm, or whole pages
  --only native        decoding in native code beside libvncclient's decoder instead, both fed through a socket; needs
                       a C compiler and libvncclient (Debian: libvncserver-dev), and nothing that this command
                       builds: `cargo run --release --package porthole-benches -- --only native` will do
  --encoding NAME      only encodings whose name contains this, as in `--encoding tight`; may be repeated
  --content NAME       only text, desktop or photograph; may be repeated
  --large              also decode at 3840x2160 (a quarter of the screens each)
  --server-colours     also decode BGRX, as most servers send it
  --updates N          screens in each stream (default 12)
  --rounds N           how often each decoder decodes each stream (default 5)
  --out DIRECTORY      where decode.json, decode.svg, page.json, page.svg and native.json go, of which a run writes those
                       that it measures anew (default target/bench)
";

/// How long all rounds of one stream may take in the browser; WebDriver's own limit is half a minute.
const DECODING_TIMEOUT: Duration = Duration::from_secs(600);

/// How often memory is copied for the measure of what can be reached.
const COPIES: usize = 41;

/// How many small updates a page is sent.
const SMALL_UPDATES: usize = 1000;

struct Options {
    decode: bool,
    page: bool,
    native: bool,
    encodings: Vec<String>,
    contents: Vec<String>,
    large: bool,
    server_colours: bool,
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
    let mut report = Report::default();
    if options.native {
        native_beside_peers(&options, &mut report)?;
    } else {
        beside_novnc(&options, &mut report).await?;
    }
    print!("{}", report.table());
    report.write(&options.out)?;
    println!("\nwritten to {}", options.out.display());
    Ok(())
}

fn native_beside_peers(options: &Options, report: &mut Report) -> Result<()> {
    let libvncclient = Libvncclient::compile(&options.out)?;
    for case in options.all_cases().into_iter().filter(|case| case.kind.is_in_libvncclient()) {
        eprintln!("{}", case.name());
        let Case { kind, content, screen, format } = case;
        let workload = case.encode(options.updates_of(screen));
        let peers::Measured { ours, theirs, ratio } = libvncclient
            .measure(&workload, options.rounds)
            .with_context(|| format!("libvncclient with {}", case.name()))?;
        report.native.push(report::Native {
            encoding: kind.name,
            content,
            screen: name_of(screen),
            format: format.0,
            ours: rate(workload.pixel_bytes, ours),
            libvncclient: rate(workload.pixel_bytes, theirs),
            ratio,
        });
    }
    Ok(())
}

async fn beside_novnc(options: &Options, report: &mut Report) -> Result<()> {
    let files = Arc::new(Files {
        novnc: named_in_environment("NOVNC")?,
        decoder: named_in_environment("BENCH_DECODER")?,
        workloads: Mutex::default(),
    });
    let address = files::serve(Arc::clone(&files))?;
    if options.decode {
        let browser = Browser::open().await;
        let outcome = decode(options, &browser, &files, address, report).await;
        browser.close().await;
        outcome?;
    }
    if options.page {
        report.pages = pages(options, address).await?;
    }
    Ok(())
}

async fn pages(options: &Options, address: SocketAddr) -> Result<Vec<report::Page>> {
    let mut rows = Vec::new();
    for content in options.contents() {
        eprintln!("live / {} in the page", content.name());
        rows.extend(pages::live(content, address).await?);
    }
    if options.encodings.is_empty() && options.contents.is_empty() {
        eprintln!("small updates in the page");
        let handshake = workload::handshake(SCREEN, NOVNC_FORMAT.1);
        let updates = workload::small_updates(SMALL_UPDATES);
        rows.extend(pages::replay("64x16 pixels each", &handshake, &updates, address).await?);
        for recorded in recorded::all()? {
            eprintln!("recorded {} in the page", recorded.name);
            let name = format!("recorded / {}", recorded.name);
            rows.extend(pages::replay(&name, &recorded.handshake, &recorded.updates, address).await?);
        }
    }
    for case in options.cases(SCREEN, NOVNC_FORMAT).into_iter().filter(|case| case.kind.is_shared()) {
        eprintln!("{} in the page", case.name());
        let workload = case.encode(options.updates);
        let name = format!("{} / {}", case.kind.name, case.content.name());
        let updates = [workload.before, workload.updates].concat();
        rows.extend(pages::replay(&name, &workload.handshake, &updates, address).await?);
    }
    Ok(rows)
}

async fn decode(
    options: &Options,
    browser: &Browser,
    files: &Files,
    address: SocketAddr,
    report: &mut Report,
) -> Result<()> {
    let timeouts = TimeoutConfiguration::new(Some(DECODING_TIMEOUT), None, None);
    browser.client.update_timeouts(timeouts).await?;
    browser.client.goto(&format!("http://{address}/decode.html")).await?;
    for screen in options.screens() {
        let bytes = screen.area() * 4;
        let wasm = call(
            browser,
            "copy(arguments[0].bytes, arguments[0].rounds)",
            &json!({ "bytes": bytes, "rounds": COPIES }),
        )
        .await?;
        report.copying.push(Copying {
            screen: name_of(screen),
            native: rate(bytes, native::copy(bytes, COPIES).as_secs_f64() * 1e3),
            wasm: rate(bytes, wasm.as_f64().with_context(|| format!("copying: {wasm}"))?),
        });
        for case in options.all_cases().into_iter().filter(|case| case.screen == screen) {
            eprintln!("{}", case.name());
            report.decoding.push(decode_case(options, browser, files, &case).await?);
        }
    }
    Ok(())
}

async fn decode_case(options: &Options, browser: &Browser, files: &Files, case: &Case) -> Result<Decoding> {
    let Case { kind, content, screen, format } = *case;
    let updates = options.updates_of(screen);
    let workload = case.encode(updates);
    let native = native::decode(&workload, options.rounds)?;
    let (pixel_bytes, quality) = (workload.pixel_bytes, workload.quality);
    let peer = case.peer();
    let mut workloads = vec![workload];
    workloads.extend(peer.map(|peer| peer.encode(updates)));
    let streams = workloads.len();
    *files.workloads.lock().unwrap_or_else(PoisonError::into_inner) = workloads;
    let shown = peer.unwrap_or(*case).kind;
    let request = json!({
        "rounds": options.rounds,
        "width": screen.width,
        "height": screen.height,
        "streams": streams,
        "quality": quality,
        "memory": !shown.has_images(),
        "lossless": kind.is_lossless() && shown.is_lossless(),
    });
    let measured = call(browser, "measure(arguments[0])", &request).await?;
    let number = |name: &str| measured[name].as_f64().with_context(|| format!("{}: {measured}", case.name()));
    Ok(Decoding {
        encoding: kind.name,
        content,
        screen: name_of(screen),
        format: format.0,
        native: rate(pixel_bytes, native.as_secs_f64() * 1e3),
        wasm: rate(pixel_bytes, number("porthole")?),
        novnc: rate(pixel_bytes, number("novnc")?),
        novnc_decodes: peer.map_or(kind.name, |peer| peer.kind.name),
        ratio: number("ratio")?,
    })
}

/// What a function of the page answers, or the error that it throws.
async fn call(browser: &Browser, expression: &str, argument: &Value) -> Result<Value> {
    let script = format!(
        "const done = arguments[arguments.length - 1];
         window.{expression}.then(done, (error) => done(String(error)));"
    );
    Ok(browser.client.execute_async(&script, vec![argument.clone()]).await?)
}

/// Megabytes (10^6 bytes) a second.
fn rate(bytes: usize, milliseconds: f64) -> f64 {
    bytes as f64 / 1e3 / milliseconds
}

fn name_of(screen: Size) -> String {
    format!("{}x{}", screen.width, screen.height)
}

impl Options {
    fn contents(&self) -> Vec<Content> {
        let wanted = |content: &Content| {
            self.contents.is_empty() || self.contents.iter().any(|name| name == content.name())
        };
        Content::ALL.into_iter().filter(wanted).collect()
    }

    fn screens(&self) -> impl Iterator<Item = Size> {
        [SCREEN, LARGE_SCREEN].into_iter().take(if self.large { 2 } else { 1 })
    }

    /// How many updates a stream of screens of this size has.
    fn updates_of(&self, screen: Size) -> usize {
        (self.updates / if screen == SCREEN { 1 } else { 4 }).max(1)
    }

    fn all_cases(&self) -> Vec<Case> {
        let formats = [NOVNC_FORMAT, SERVER_FORMAT].into_iter().take(if self.server_colours { 2 } else { 1 });
        self.screens()
            .flat_map(|screen| formats.clone().flat_map(move |format| self.cases(screen, format)))
            .collect()
    }

    fn cases(&self, screen: Size, format: (&'static str, PixelFormat)) -> Vec<Case> {
        let kinds = Kind::named(&self.encodings);
        let case = |kind, content| Case { kind, content, screen, format };
        kinds
            .into_iter()
            .flat_map(|kind| self.contents().into_iter().map(move |content| case(kind, content)))
            .collect()
    }
}

fn named_in_environment(variable: &str) -> Result<PathBuf> {
    let value = std::env::var_os(variable)
        .with_context(|| format!("{variable} is not set; `cargo xtask bench` sets it"))?;
    Ok(PathBuf::from(value))
}

fn options() -> Result<Option<Options>> {
    let mut options = Options {
        decode: true,
        page: true,
        native: false,
        encodings: Vec::new(),
        contents: Vec::new(),
        large: false,
        server_colours: false,
        updates: 12,
        rounds: 5,
        out: PathBuf::from("target/bench"),
    };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("only") => match parser.value()?.string()?.as_str() {
                "decode" => options.page = false,
                "page" => options.decode = false,
                "native" => options.native = true,
                other => return Err(anyhow!("--only takes decode, page or native, not {other}")),
            },
            Long("encoding") => options.encodings.push(parser.value()?.string()?),
            Long("content") => {
                let name = parser.value()?.string()?;
                ensure!(
                    Content::ALL.iter().any(|content| content.name() == name),
                    "there is no content {name}; there are text, desktop and photograph"
                );
                options.contents.push(name);
            }
            Long("large") => options.large = true,
            Long("server-colours") => options.server_colours = true,
            Long("updates") => options.updates = parser.value()?.parse()?,
            Long("rounds") => options.rounds = parser.value()?.parse()?,
            Long("out") => options.out = parser.value()?.into(),
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected().into()),
        }
    }
    ensure!(!Kind::named(&options.encodings).is_empty(), "there is no such encoding");
    ensure!(options.updates > 0 && options.rounds > 0, "at least one screen and one round are needed");
    Ok(Some(options))
}

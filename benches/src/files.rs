//! The little web server that the measured pages come from.

use std::{
    io::Write as _,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Context, Result, anyhow};
use tiny_http::{Request, Server};

use crate::workload::Workload;

/// What it serves.
pub(crate) struct Files {
    /// The package of noVNC, under `/novnc/`.
    pub(crate) novnc: PathBuf,
    /// The decoder's Wasm module and its JavaScript, beside the pages.
    pub(crate) decoder: PathBuf,
    /// The streams that are decoded at present, under `/workloads/`, by their number.
    pub(crate) workloads: Mutex<Vec<Workload>>,
}

const PAGES: [(&str, &str); 4] = [
    ("decode.html", include_str!("../pages/decode.html")),
    ("decode.js", include_str!("../pages/decode.js")),
    ("novnc.html", include_str!("../pages/novnc.html")),
    ("novnc.js", include_str!("../pages/novnc.js")),
];

/// Serves `files` for as long as the process runs, on the address that is returned.
pub(crate) fn serve(files: Arc<Files>) -> Result<SocketAddr> {
    let server = Server::http("127.0.0.1:0").map_err(|error| anyhow!("cannot listen: {error}"))?;
    let address = server.server_addr().to_ip().context("an IP address")?;
    std::thread::spawn(move || {
        for request in server.incoming_requests() {
            let files = Arc::clone(&files);
            // A browser that goes away in the middle of an answer is no concern of the benchmark.
            std::thread::spawn(move || drop(answer(&files, request)));
        }
    });
    Ok(address)
}

/// Answers, and asks the browser to close the connection: tiny_http hands connections to threads by a count of idle ones
/// that lags behind, and one of a burst could wait for ever for those that are kept alive.
fn answer(files: &Files, request: Request) -> std::io::Result<()> {
    let path = request.url().split('?').next().unwrap_or_default().trim_start_matches('/').to_owned();
    let media_type = match path.rsplit('.').next() {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    };
    let (status, body) = files.find(&path).map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body));
    let mut writer = request.into_writer();
    write!(
        writer,
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    writer.write_all(&body)?;
    writer.flush()
}

impl Files {
    fn find(&self, path: &str) -> Option<Vec<u8>> {
        if let Some((_, text)) = PAGES.iter().find(|(name, _)| *name == path) {
            return Some(text.as_bytes().to_vec());
        }
        if let Some(number) = path.strip_prefix("workloads/") {
            let workloads = self.workloads.lock().unwrap_or_else(PoisonError::into_inner);
            return Some(workloads.get(number.parse::<usize>().ok()?)?.file());
        }
        match path.strip_prefix("novnc/") {
            Some(name) => read(&self.novnc, name),
            None => read(&self.decoder, path),
        }
    }
}

fn read(directory: &Path, name: &str) -> Option<Vec<u8>> {
    let inside = Path::new(name).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    inside.then(|| std::fs::read(directory.join(name)).ok()).flatten()
}

impl Workload {
    /// The handshake's turns, what comes before the measurement and the updates, each list as its count and, for each item,
    /// its length and bytes.
    fn file(&self) -> Vec<u8> {
        let mut file = Vec::new();
        let number = |file: &mut Vec<u8>, value: usize| {
            file.extend(u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes());
        };
        for list in [&self.handshake, &self.before, &self.updates] {
            number(&mut file, list.len());
            for item in list {
                number(&mut file, item.len());
                file.extend(item);
            }
        }
        file
    }
}

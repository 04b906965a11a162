//! Results: the table on the screen, the JSON file, the chart.

use std::{fmt::Write as _, path::Path};

use anyhow::{Context, Result};
use serde::Serialize;

use crate::content::Content;

/// All that one run has measured.
#[derive(Default, Serialize)]
pub(crate) struct Report {
    /// Decoding alone.
    pub(crate) decoding: Vec<Decoding>,
    /// Whole pages.
    pub(crate) pages: Vec<Page>,
}

/// One workload through three decoders, in megabytes (10^6 bytes) of RGBA pixels a second.
#[derive(Serialize)]
pub(crate) struct Decoding {
    pub(crate) encoding: &'static str,
    pub(crate) content: Content,
    pub(crate) native: f64,
    pub(crate) wasm: f64,
    pub(crate) novnc: f64,
}

/// One stream through one page.
#[derive(Serialize)]
pub(crate) struct Page {
    pub(crate) stream: String,
    pub(crate) page: &'static str,
    /// Framebuffer updates a second; each a whole screen, but for those of recordings.
    pub(crate) updates_per_second: f64,
    /// Tasks of the main thread over 50 ms while the stream ran.
    pub(crate) long_tasks: usize,
    /// The longest of them, in milliseconds; 0 without any.
    pub(crate) longest_task: f64,
}

impl Report {
    /// The tables, for people.
    pub(crate) fn table(&self) -> String {
        let mut text = String::new();
        if !self.decoding.is_empty() {
            text += "Decoding, 1920x1080, MB of pixels a second (median; ratio: Wasm to noVNC)\n\n";
            text += "encoding          content        native     Wasm    noVNC   ratio\n";
        }
        for row in &self.decoding {
            let Decoding { encoding, content, native, wasm, novnc } = row;
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "{encoding:<17} {:<12} {native:>8.0} {wasm:>8.0} {novnc:>8.0} {:>6.1}x",
                content.name(),
                wasm / novnc
            );
        }
        if !self.pages.is_empty() {
            text += "\nThe page: updates of a whole screen of 1920x1080, or as they were recorded\n\n";
            text += "stream                          page       updates/s  tasks > 50 ms  longest, ms\n";
        }
        for row in &self.pages {
            let Page { stream, page, updates_per_second, long_tasks, longest_task } = row;
            let _ = writeln!(
                text,
                "{stream:<31} {page:<10} {updates_per_second:>9.1} {long_tasks:>14} {longest_task:>12.0}"
            );
        }
        text
    }

    /// Writes `results.json` and `chart.svg` into `directory`.
    pub(crate) fn write(&self, directory: &Path) -> Result<()> {
        std::fs::create_dir_all(directory)?;
        let json = serde_json::to_string_pretty(self)?;
        for (name, text) in [("results.json", json), ("chart.svg", self.chart())] {
            let path = directory.join(name);
            std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        }
        Ok(())
    }

    /// Bars of how many times as fast as noVNC decoding in Wasm is, on a logarithmic scale.
    fn chart(&self) -> String {
        const ROW: usize = 22;
        const LEFT: f64 = 230.0;
        const WIDTH: f64 = 520.0;
        const LARGEST: f64 = 100.0;
        let at = |ratio: f64| LEFT + WIDTH * (ratio.clamp(0.5, LARGEST) / 0.5).ln() / (LARGEST / 0.5).ln();
        let height = 60 + self.decoding.len() * ROW;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 800 {height}\" \
             font-family=\"system-ui, sans-serif\" font-size=\"13\">\n\
             <rect width=\"800\" height=\"{height}\" fill=\"#fff\"/>\n\
             <text x=\"20\" y=\"24\" font-size=\"16\" fill=\"#1b1f24\">\
             Decoding in Wasm: how many times as fast as noVNC 1.7.0</text>\n"
        );
        for ratio in [1.0, 2.0, 5.0, 10.0, 50.0] {
            let x = at(ratio);
            let _ = writeln!(
                svg,
                "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"46\" y2=\"{height}\" stroke=\"#d0d7de\"/>\
                 <text x=\"{x:.1}\" y=\"42\" text-anchor=\"middle\" fill=\"#57606a\">{ratio}x</text>"
            );
        }
        for (row, decoding) in self.decoding.iter().enumerate() {
            let ratio = decoding.wasm / decoding.novnc;
            let (y, start, end) = (52 + row * ROW, at(1.0), at(ratio));
            let _ = writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"end\" fill=\"#1b1f24\">{}, {}</text>\
                 <rect x=\"{:.1}\" y=\"{y}\" width=\"{:.1}\" height=\"14\" fill=\"#0a6ebd\"/>\
                 <text x=\"{:.1}\" y=\"{}\" fill=\"#1b1f24\">{ratio:.1}x</text>",
                LEFT - 12.0,
                y + 12,
                decoding.encoding,
                decoding.content.name(),
                start.min(end),
                (end - start).abs(),
                start.max(end) + 6.0,
                y + 12,
            );
        }
        svg + "</svg>\n"
    }
}

//! Results: the table on the screen, the JSON file, the chart.

use std::{fmt::Write as _, path::Path};

use anyhow::{Context, Result};
use serde::Serialize;

use crate::content::Content;

/// All that one run has measured.
#[derive(Default, Serialize)]
pub(crate) struct Report {
    /// Copying memory of the size of a screen: what decoding cannot exceed.
    pub(crate) copying: Vec<Copying>,
    /// Decoding alone.
    pub(crate) decoding: Vec<Decoding>,
    /// Decoding in native code beside another native decoder.
    pub(crate) native: Vec<Native>,
    /// Whole pages.
    pub(crate) pages: Vec<Page>,
}

/// Copies, in megabytes (10^6 bytes) a second.
#[derive(Serialize)]
pub(crate) struct Copying {
    pub(crate) screen: String,
    pub(crate) native: f64,
    pub(crate) wasm: f64,
}

/// One workload through three decoders, in megabytes (10^6 bytes) of RGBA pixels a second.
#[derive(Serialize)]
pub(crate) struct Decoding {
    pub(crate) encoding: &'static str,
    pub(crate) content: Content,
    pub(crate) screen: String,
    pub(crate) format: &'static str,
    pub(crate) native: f64,
    pub(crate) wasm: f64,
    pub(crate) novnc: f64,
    /// The encoding that noVNC decodes of the same pictures, always in RGBX; the same stream wherever it can.
    pub(crate) novnc_decodes: &'static str,
    /// How many times as fast Wasm is as noVNC: the median of the rounds' ratios.
    pub(crate) ratio: f64,
}

/// One workload through two native decoders, in megabytes (10^6 bytes) of pixels a second, at four bytes a pixel.
#[derive(Serialize)]
pub(crate) struct Native {
    pub(crate) encoding: &'static str,
    pub(crate) content: Content,
    pub(crate) screen: String,
    pub(crate) format: &'static str,
    pub(crate) ours: f64,
    pub(crate) libvncclient: f64,
    /// How many times as fast ours is: the median of the rounds' ratios.
    pub(crate) ratio: f64,
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

impl Decoding {
    /// Whether noVNC decodes the very same bytes.
    fn is_of_one_stream(&self) -> bool {
        self.novnc_decodes == self.encoding && self.format == "RGBX"
    }
}

impl Report {
    /// The tables, for people.
    pub(crate) fn table(&self) -> String {
        let mut text = String::new();
        for Copying { screen, native, wasm } in &self.copying {
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "Copying memory of {screen} pixels: {native:.0} MB/s native, {wasm:.0} MB/s in Wasm"
            );
        }
        if !self.decoding.is_empty() {
            text += "\nDecoding, MB of pixels a second (medians; ratio: Wasm to noVNC, * where noVNC decodes\n\
                     another stream of the same pictures; copy: Wasm to copying in Wasm)\n\n\
                     encoding          content      screen     order    native     Wasm    noVNC    ratio   copy\n";
        }
        for row in &self.decoding {
            let Decoding { encoding, screen, format, native, wasm, novnc, ratio, .. } = row;
            let mark = if row.is_of_one_stream() { ' ' } else { '*' };
            let _ = writeln!(
                text,
                "{encoding:<17} {:<12} {screen:<10} {format:<5} {native:>9.0} {wasm:>8.0} {novnc:>8.0} {ratio:>6.1}x{mark} {:>4.0} %",
                row.content.name(),
                self.share_of_copying(row) * 100.0
            );
        }
        if !self.native.is_empty() {
            text += "\nDecoding in native code from a socket, MB of pixels a second (medians)\n\n\
                     encoding          content      screen     order  Porthole libvncclient    ratio\n";
        }
        for row in &self.native {
            let Native { encoding, screen, format, ours, libvncclient, ratio, .. } = row;
            let _ = writeln!(
                text,
                "{encoding:<17} {:<12} {screen:<10} {format:<5} {ours:>9.0} {libvncclient:>12.0} {ratio:>7.1}x",
                row.content.name(),
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

    fn share_of_copying(&self, row: &Decoding) -> f64 {
        let copying = self.copying.iter().find(|copying| copying.screen == row.screen);
        copying.map_or(f64::NAN, |copying| row.wasm / copying.wasm)
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
        const LEFT: f64 = 330.0;
        const WIDTH: f64 = 420.0;
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
            let ratio = decoding.ratio;
            let mark = if decoding.is_of_one_stream() { "" } else { "*" };
            let (y, start, end) = (52 + row * ROW, at(1.0), at(ratio));
            let _ = writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"end\" fill=\"#1b1f24\">{}, {}, {} {}</text>\
                 <rect x=\"{:.1}\" y=\"{y}\" width=\"{:.1}\" height=\"14\" fill=\"#0a6ebd\"/>\
                 <text x=\"{:.1}\" y=\"{}\" fill=\"#1b1f24\">{ratio:.1}x{mark}</text>",
                LEFT - 12.0,
                y + 12,
                decoding.encoding,
                decoding.content.name(),
                decoding.screen,
                decoding.format,
                start.min(end),
                (end - start).abs(),
                start.max(end) + 6.0,
                y + 12,
            );
        }
        svg + "</svg>\n"
    }
}

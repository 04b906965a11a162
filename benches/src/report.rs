//! Results: the tables on the screen, and for each half of the benchmark a JSON file and a chart.

use std::{fmt::Write as _, path::Path};

use anyhow::{Context, Result};
use serde::Serialize;
use serde_json::json;

use crate::{
    chart::{self, Bar},
    content::Content,
    pages::PAGES,
};

/// All that one run has measured.
#[derive(Default)]
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

    /// Writes what has been measured into `directory`, each part into files of its own: those of a part that was left out
    /// stay as an earlier run wrote them.
    pub(crate) fn write(&self, directory: &Path) -> Result<()> {
        std::fs::create_dir_all(directory)?;
        let write = |name: &str, text: String| {
            let path = directory.join(name);
            std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
        };
        if !self.decoding.is_empty() {
            let results = json!({ "copying": self.copying, "decoding": self.decoding });
            write("decode.json", serde_json::to_string_pretty(&results)?)?;
            let title = "Decoding in Wasm: how many times as fast as noVNC 1.7.0";
            write("decode.svg", chart::svg(title, &self.decoding_bars()))?;
        }
        if !self.native.is_empty() {
            write("native.json", serde_json::to_string_pretty(&self.native)?)?;
        }
        if !self.pages.is_empty() {
            write("page.json", serde_json::to_string_pretty(&self.pages)?)?;
            let title = "Whole pages: how many times as many updates a second as noVNC 1.7.0";
            write("page.svg", chart::svg(title, &self.page_bars()))?;
        }
        Ok(())
    }

    fn decoding_bars(&self) -> Vec<Bar> {
        let bar = |row: &Decoding| {
            let Decoding { encoding, screen, format, ratio, .. } = row;
            Bar {
                label: format!("{encoding}, {}, {screen} {format}", row.content.name()),
                ratio: *ratio,
                mark: if row.is_of_one_stream() { "" } else { "*" },
            }
        };
        self.decoding.iter().map(bar).collect()
    }

    /// A bar for each stream that both pages were sent.
    fn page_bars(&self) -> Vec<Bar> {
        let [ours, theirs] = PAGES.map(|name| self.pages.iter().filter(move |row| row.page == name));
        let bar = |ours: &Page| {
            let theirs = theirs.clone().find(|theirs| theirs.stream == ours.stream)?;
            let ratio = ours.updates_per_second / theirs.updates_per_second;
            Some(Bar { label: ours.stream.clone(), ratio, mark: "" })
        };
        ours.filter_map(bar).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoding() -> Decoding {
        Decoding {
            encoding: "ZRLE",
            content: Content::Text,
            screen: "2x1".into(),
            format: "RGBX",
            native: 40.0,
            wasm: 30.0,
            novnc: 4.0,
            novnc_decodes: "ZRLE",
            ratio: 7.5,
        }
    }

    fn page(page: &'static str, updates_per_second: f64) -> Page {
        Page { stream: "Raw / text".into(), page, updates_per_second, long_tasks: 0, longest_task: 0.0 }
    }

    #[test]
    fn a_run_of_one_part_leaves_the_results_of_the_others() {
        let directory = tempfile::tempdir().unwrap();
        let files = || {
            let mut files: Vec<_> = std::fs::read_dir(&directory)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            files.sort();
            files
        };
        let read = |name: &str| std::fs::read_to_string(directory.path().join(name)).unwrap();

        let decode = Report { decoding: vec![decoding()], ..Report::default() };
        decode.write(directory.path()).unwrap();
        assert_eq!(files(), ["decode.json", "decode.svg"]);
        let before = [read("decode.json"), read("decode.svg")];
        assert!(before[1].contains("ZRLE, text, 2x1 RGBX") && before[1].contains("7.5x"), "{}", before[1]);

        let pages = Report { pages: vec![page("Porthole", 30.0), page("noVNC", 12.0)], ..Report::default() };
        pages.write(directory.path()).unwrap();
        assert_eq!(files(), ["decode.json", "decode.svg", "page.json", "page.svg"]);
        assert_eq!([read("decode.json"), read("decode.svg")], before);
        let chart = read("page.svg");
        assert!(chart.contains("Raw / text") && chart.contains("2.5x"), "{chart}");
    }
}

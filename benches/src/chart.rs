//! Charts: bars of how many times as fast Porthole is as noVNC, on a logarithmic scale.

use std::fmt::Write as _;

/// One row of a chart.
pub(crate) struct Bar {
    /// What was measured.
    pub(crate) label: String,
    /// How many times as fast.
    pub(crate) ratio: f64,
    /// What is written behind the number.
    pub(crate) mark: &'static str,
}

/// All bars below one another, as SVG.
pub(crate) fn svg(title: &str, bars: &[Bar]) -> String {
    const ROW: usize = 22;
    const LEFT: f64 = 330.0;
    const WIDTH: f64 = 420.0;
    const SMALLEST: f64 = 0.5;
    const LARGEST: f64 = 100.0;
    let at = |ratio: f64| {
        LEFT + WIDTH * (ratio.clamp(SMALLEST, LARGEST) / SMALLEST).ln() / (LARGEST / SMALLEST).ln()
    };
    let height = 60 + bars.len() * ROW;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 800 {height}\" \
         font-family=\"system-ui, sans-serif\" font-size=\"13\">\n\
         <rect width=\"800\" height=\"{height}\" fill=\"#fff\"/>\n\
         <text x=\"20\" y=\"24\" font-size=\"16\" fill=\"#1b1f24\">{title}</text>\n"
    );
    for ratio in [1.0, 2.0, 5.0, 10.0, 50.0] {
        let x = at(ratio);
        // Writing to a String cannot fail.
        let _ = writeln!(
            svg,
            "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"46\" y2=\"{height}\" stroke=\"#d0d7de\"/>\
             <text x=\"{x:.1}\" y=\"42\" text-anchor=\"middle\" fill=\"#57606a\">{ratio}x</text>"
        );
    }
    for (row, Bar { label, ratio, mark }) in bars.iter().enumerate() {
        let (y, start, end) = (52 + row * ROW, at(1.0), at(*ratio));
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"end\" fill=\"#1b1f24\">{label}</text>\
             <rect x=\"{:.1}\" y=\"{y}\" width=\"{:.1}\" height=\"14\" fill=\"#0a6ebd\"/>\
             <text x=\"{:.1}\" y=\"{}\" fill=\"#1b1f24\">{ratio:.1}x{mark}</text>",
            LEFT - 12.0,
            y + 12,
            start.min(end),
            (end - start).abs(),
            start.max(end) + 6.0,
            y + 12,
        );
    }
    svg + "</svg>\n"
}

//! Every pair of colours that the page puts on each other can be told apart, in both colour schemes: WCAG 2.2, success criteria
//! 1.4.3 (text) and 1.4.11 (what is not text).

use std::collections::BTreeMap;

const CSS: &str = include_str!("../../assets/porthole.css");

const TEXT: f64 = 4.5;
const NOT_TEXT: f64 = 3.0;

/// Foreground, ground, and the contrast between them.
const PAIRS: &[(&str, &str, f64)] = &[
    ("text", "page", TEXT),
    ("text", "surface", TEXT),
    ("text", "control", TEXT),
    ("text", "control-hover", TEXT),
    ("text-soft", "surface", TEXT),
    ("accent-text", "accent", TEXT),
    ("accent-text", "accent-hover", TEXT),
    ("pressed-text", "pressed", TEXT),
    ("pill-text", "pill", TEXT),
    ("alert", "surface", NOT_TEXT),
    ("accent", "surface", NOT_TEXT),
    ("accent", "control-hover", NOT_TEXT),
    ("field-line", "surface", NOT_TEXT),
    ("focus", "surface", NOT_TEXT),
    ("focus", "page", NOT_TEXT),
    ("focus", "surround", NOT_TEXT),
    ("text-soft", "control", NOT_TEXT),
];

type Colours = BTreeMap<String, String>;

#[test]
fn every_pair_of_colours_is_told_apart_in_both_schemes() {
    let (light, dark) = schemes();
    for (scheme, colours) in [("light", light), ("dark", dark)] {
        for (front, ground, least) in PAIRS {
            let contrast = contrast(rgb(&colours[*front]), rgb(&colours[*ground]));
            assert!(contrast >= *least, "{scheme}: {front} on {ground} has {contrast:.2}, less than {least}");
        }
    }
}

#[test]
fn every_colour_of_the_page_is_named_and_every_name_is_used() {
    let (light, dark) = schemes();
    assert_eq!(light.keys().collect::<Vec<_>>(), dark.keys().collect::<Vec<_>>());
    for (line, text) in CSS.lines().enumerate() {
        let used = text.split("var(--").skip(1).filter_map(|rest| rest.split(')').next());
        for name in used {
            assert!(light.contains_key(name) || name == "shadow", "line {}: no colour {name}", line + 1);
        }
        let names_a_colour = text.trim_start().starts_with("--");
        assert!(names_a_colour || !text.contains('#') || !text.contains(": #"), "line {}: {text}", line + 1);
    }
    for name in light.keys() {
        assert!(CSS.contains(&format!("var(--{name})")), "{name} is not used");
    }
}

#[test]
fn the_contrast_of_known_colours_is_the_known_one() {
    assert!((contrast(rgb("#000000"), rgb("#ffffff")) - 21.0).abs() < 1e-9);
    assert!((contrast(rgb("#777777"), rgb("#ffffff")) - 4.48).abs() < 0.005);
}

/// The named colours, light and dark.
fn schemes() -> (Colours, Colours) {
    let mut roots = CSS.split(":root {").skip(1).map(|rest| rest.split('}').next().unwrap_or_default());
    let light = colours(roots.next().expect("the light colours"));
    let mut dark = light.clone();
    dark.extend(colours(roots.next().expect("the dark colours")));
    (light, dark)
}

fn colours(block: &str) -> Colours {
    let declarations = block.lines().filter_map(|line| line.trim().strip_prefix("--")?.split_once(": "));
    declarations
        .map(|(name, value)| (name.to_owned(), value.trim_end_matches(';').to_owned()))
        .filter(|(_, value)| value.starts_with('#'))
        .collect()
}

fn rgb(hex: &str) -> [f64; 3] {
    assert_eq!(hex.len(), 7, "{hex} is not #rrggbb");
    [1, 3, 5].map(|at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("two digits")) / 255.0)
}

/// WCAG's contrast ratio.
fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// WCAG's relative luminance of an sRGB colour.
fn luminance(rgb: [f64; 3]) -> f64 {
    let [red, green, blue] =
        rgb.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

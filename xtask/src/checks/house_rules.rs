//! What a handwritten file must look like, and which words stop at which door.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use super::paths::{Path as NamedPath, paths};

/// A source file longer than this is split: it should be read in one sitting.
const MAX_LINES: usize = 600;

/// Notes to oneself. Unfinished work belongs in an issue, where others see it.
const MARKERS: [&str; 4] =
    [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("HA", "CK")];

/// The beginnings and ends of what a merge leaves behind.
const CONFLICTS: [&str; 2] = [concat!("<<<<", "<<< "), concat!(">>>>", ">>> ")];

/// Directories of things that are made, or brought from elsewhere.
const SKIPPED_DIRECTORIES: [&str; 6] = [".git", "target", "dist", "node_modules", "artifacts", "coverage"];

/// What is read as text; everything else (recordings, pictures, icons) is data.
const TEXT_EXTENSIONS: [&str; 10] = ["rs", "toml", "md", "html", "css", "js", "mjs", "json", "sh", "py"];

/// Paths that code in one part of the tree may not name, neither whole nor as a part of a longer one.
struct Door {
    inside: &'static str,
    except: Option<&'static str>,
    paths: &'static [&'static str],
    remedy: &'static str,
}

/// What sans-IO means, name by name. Whoever imports all of `std` could have any of it.
const MACHINE_PATHS: &[&str] = &[
    "std::*",
    "std::env",
    "std::fs",
    "std::net",
    "std::os",
    "std::process",
    "std::thread",
    "stdin",
    "stdout",
    "stderr",
    "Instant",
    "SystemTime",
    "async",
    "await",
];

const DOORS: [Door; 3] = [
    Door {
        inside: "crates/rfb/src",
        except: None,
        paths: MACHINE_PATHS,
        remedy: "the protocol engine takes bytes and gives values; what touches the machine belongs to its callers",
    },
    Door {
        inside: "crates/session/src",
        except: None,
        paths: MACHINE_PATHS,
        remedy: "a session takes time and bytes as arguments; what touches the machine belongs to its callers",
    },
    Door {
        inside: "frontend/src",
        except: Some("frontend/src/dom"),
        paths: &["web_sys"],
        remedy: "the browser's objects stay in frontend/src/dom; pass plain values on from there",
    },
];

/// Reads every handwritten file of the repository.
///
/// # Errors
///
/// When any file breaks a rule: each is named with its line and what to do.
pub(crate) fn check(root: &Path) -> Result<()> {
    let mut files = Vec::new();
    collect(root, &mut files)?;
    files.sort();
    let mut wrong = Vec::new();
    for file in &files {
        let text =
            fs::read_to_string(file).with_context(|| format!("cannot read {} as text", file.display()))?;
        let name = file.strip_prefix(root).unwrap_or(file).to_string_lossy().replace('\\', "/");
        wrong.extend(faults(&name, &text));
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} files keep to the rules of the house", files.len());
    Ok(())
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(directory).with_context(|| format!("cannot list {}", directory.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let kind = entry.file_type()?;
        if kind.is_dir() && !SKIPPED_DIRECTORIES.iter().any(|skipped| name == *skipped) {
            collect(&entry.path(), files)?;
        } else if kind.is_file() {
            let path = entry.path();
            let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
            if TEXT_EXTENSIONS.contains(&extension) {
                files.push(path);
            }
        }
    }
    Ok(())
}

/// What is wrong with one file, as sentences that begin with its place.
fn faults(name: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let is_source = name.ends_with(".rs");
    if is_source {
        source_faults(name, text, &mut faults);
    }
    for (index, line) in text.lines().enumerate() {
        let place = || format!("{name}:{}", index + 1);
        // rustfmt sees to Rust, and knows a string where spaces have a meaning.
        if !is_source && line.ends_with([' ', '\t']) {
            faults.push(format!("{}: space at the end of the line; remove it", place()));
        }
        if let Some(marker) = MARKERS.iter().find(|marker| has_word(line, marker)) {
            faults
                .push(format!("{}: {marker}; finish it now, or file an issue and remove the note", place()));
        }
        if CONFLICTS.iter().any(|conflict| line.starts_with(conflict)) {
            faults.push(format!("{}: left over from a merge; choose one side", place()));
        }
    }
    faults
}

fn source_faults(name: &str, text: &str, faults: &mut Vec<String>) {
    let opening = text.lines().next().unwrap_or_default();
    if opening.strip_prefix("//!").is_none_or(|sentence| sentence.trim().is_empty()) {
        faults.push(format!("{name}:1: open the file with a `//!` sentence on what it owns"));
    }
    let lines = text.lines().count();
    if lines > MAX_LINES {
        faults.push(format!("{name}: {lines} lines, more than {MAX_LINES}; split it by what its parts own"));
    }
    for door in DOORS.iter().filter(|door| door.guards(name)) {
        match paths(shipped_part(name, text)) {
            Ok(named) => faults.extend(named.iter().filter_map(|path| {
                let forbidden = door.paths.iter().find(|forbidden| has_path(path, forbidden))?;
                Some(format!("{name}:{}: {forbidden}; {}", path.line, door.remedy))
            })),
            Err(error) => faults.push(format!("{name}: this is not Rust: {error}")),
        }
    }
}

impl Door {
    fn guards(&self, name: &str) -> bool {
        let within = |directory: &str| name.strip_prefix(directory).is_some_and(|rest| rest.starts_with('/'));
        within(self.inside) && !self.except.is_some_and(within)
    }
}

/// The part of a source file that is not its tests, which may read files and start threads.
fn shipped_part<'a>(name: &str, text: &'a str) -> &'a str {
    if name.ends_with("/tests.rs") || name.contains("/tests/") {
        return "";
    }
    text.split_once("#[cfg(test)]\nmod ").map_or(text, |(shipped, _)| shipped)
}

/// Whether a path goes by `part`, at whatever place.
fn has_path(path: &NamedPath, part: &str) -> bool {
    let part: Vec<&str> = part.split("::").collect();
    path.segments.windows(part.len()).any(|segments| segments == part)
}

/// Whether `word` stands in the line as a whole: not as a part of a longer name.
fn has_word(line: &str, word: &str) -> bool {
    let in_name = |character: char| character.is_alphanumeric() || character == '_';
    let joins =
        |left: Option<char>, right: Option<char>| left.is_some_and(in_name) && right.is_some_and(in_name);
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + word.len()..]);
        !joins(before.chars().next_back(), word.chars().next())
            && !joins(word.chars().next_back(), after.chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "//! Owns a thing.\n";

    #[test]
    fn a_file_that_keeps_the_rules_has_no_faults() {
        let text = format!("{HEADER}\nfn main() {{}}\n\n#[cfg(test)]\nmod tests {{\n    use std::fs;\n}}\n");
        assert_eq!(faults("crates/rfb/src/lib.rs", &text), Vec::<String>::new());
    }

    #[test]
    fn each_fault_is_named_with_its_place() {
        let marker = MARKERS[0];
        for (name, text, expected) in [
            ("a.rs", "fn main() {}\n".to_owned(), "a.rs:1: open the file"),
            ("a.rs", "//!\nfn main() {}\n".to_owned(), "a.rs:1: open the file"),
            ("a.rs", HEADER.repeat(MAX_LINES + 1), "a.rs: 601 lines"),
            ("a.css", "a {} \n".to_owned(), "a.css:1: space at the end"),
            ("a.md", format!("fine\n{marker}: more\n"), "a.md:2: "),
            ("a.toml", format!("{}HEAD\n", CONFLICTS[0]), "a.toml:1: left over"),
            (
                "crates/rfb/src/a.rs",
                format!("{HEADER}use std::net::TcpStream;\n"),
                "crates/rfb/src/a.rs:2: std::net;",
            ),
            (
                "crates/session/src/a.rs",
                format!("{HEADER}use std::{{\n    fmt,\n    fs as files,\n}};\n"),
                "crates/session/src/a.rs:4: std::fs;",
            ),
            (
                "crates/session/src/a.rs",
                format!("{HEADER}use std::time;\nfn now() -> u8 {{ time::Instant::now() }}\n"),
                "crates/session/src/a.rs:3: Instant;",
            ),
            (
                "crates/rfb/src/a.rs",
                format!("{HEADER}use std as machine;\n"),
                "crates/rfb/src/a.rs:2: std::*;",
            ),
            (
                "crates/rfb/src/a.rs",
                format!("{HEADER}fn f() {{ async {{}}; }}\n"),
                "crates/rfb/src/a.rs:2: async;",
            ),
            ("crates/rfb/src/a.rs", format!("{HEADER}'\n"), "crates/rfb/src/a.rs: this is not Rust"),
            (
                "frontend/src/a.rs",
                format!("{HEADER}use web_sys::Element;\n"),
                "frontend/src/a.rs:2: web_sys;",
            ),
        ] {
            let faults = faults(name, &text);
            assert_eq!(faults.len(), 1, "{text:?}: {faults:?}");
            assert!(faults[0].starts_with(expected), "{faults:?}");
        }
    }

    #[test]
    fn words_pass_where_no_door_is() {
        let text = format!("{HEADER}use web_sys::Element;\n");
        assert!(faults("frontend/src/dom/element.rs", &text).is_empty());
        assert!(faults("crates/viewer/src/canvas.rs", &text).is_empty());
        let innocent =
            format!("{HEADER}// not std::net, but bytes\nuse std::fmt;\nfn f() {{ \"Instant\"; }}\n");
        assert!(faults("crates/rfb/src/a.rs", &innocent).is_empty());
    }

    #[test]
    fn words_count_only_as_a_whole() {
        let marker = MARKERS[2];
        assert!(has_word(&format!("// {marker} here"), marker));
        assert!(!has_word(&format!("let a{marker} = 1;"), marker));
        assert!(has_word(&format!("({marker})"), marker));
        assert!(!has_word(&format!("{marker}s"), marker));
    }
}

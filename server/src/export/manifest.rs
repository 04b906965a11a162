//! The list of what an export wrote: a hash and a name a line, as `sha256sum --check` reads it. While an export is
//! under way a name can have several lines, one for each content that the file may have.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path};

use anyhow::{Context as _, bail};

use crate::assets::hex_sha256;

/// Hidden, because it is of no interest to visitors.
pub(super) const FILE_NAME: &str = ".porthole-manifest";

/// Names of files and the hashes of what may be in them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest(BTreeMap<String, BTreeSet<String>>);

impl Manifest {
    /// Reads the manifest of `dir`; a directory without one has an empty one.
    ///
    /// # Errors
    /// If it cannot be read or is not one. Names that lead out of the directory count as damage:
    /// files are removed by these names.
    pub(super) fn read(dir: &Path) -> anyhow::Result<Self> {
        let path = dir.join(FILE_NAME);
        match fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text)
                .with_context(|| format!("{} is damaged; remove it and export with --force", path.display())),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                Ok(Self::default())
            }
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    pub(super) fn insert(&mut self, name: &str, hash: String) {
        self.0.entry(name.to_owned()).or_default().insert(hash);
    }

    /// Whether an export wrote the file `name`, whatever is in it.
    pub(super) fn names(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether the file `name` was left with exactly the content that has this hash.
    pub(super) fn wrote(&self, name: &str, hash: &str) -> bool {
        self.0.get(name).is_some_and(|hashes| hashes.contains(hash))
    }

    /// The names of all files.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// All that is in either.
    pub(super) fn union(&self, other: &Self) -> Self {
        let mut union = self.clone();
        for (name, hashes) in &other.0 {
            union.0.entry(name.clone()).or_default().extend(hashes.iter().cloned());
        }
        union
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let mut manifest = Self::default();
        for (index, line) in text.lines().enumerate() {
            match line.split_once("  ") {
                Some((hash, name)) if is_inside(name) => manifest.insert(name, hash.to_owned()),
                _ => bail!("line {} is not a hash and the name of a file in the directory", index + 1),
            }
        }
        Ok(manifest)
    }
}

impl fmt::Display for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|(name, hashes)| hashes.iter().try_for_each(|hash| writeln!(f, "{hash}  {name}")))
    }
}

/// The hash that stands for a file's content.
pub(super) fn hash(bytes: &[u8]) -> String {
    hex_sha256(bytes)
}

fn is_inside(name: &str) -> bool {
    !name.is_empty() && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::Manifest;

    #[test]
    fn a_manifest_survives_writing_and_reading() {
        let mut manifest = Manifest::default();
        manifest.insert("vnc.html", "00ff".to_owned());
        manifest.insert("vnc.html", "22".to_owned());
        manifest.insert("icons/with  spaces.png", "11".to_owned());
        assert_eq!(Manifest::parse(&manifest.to_string()).unwrap(), manifest);
    }

    #[test]
    fn names_that_lead_outside_are_refused() {
        for text in ["00  ../x\n", "00  /etc/passwd\n", "00  a/../../x\n", "00  \n", "junk\n"] {
            assert!(Manifest::parse(text).is_err(), "{text:?}");
        }
    }
}

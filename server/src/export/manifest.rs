//! The list of what an export wrote: a hash and a name a line, as `sha256sum --check` reads it.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path};

use anyhow::{Context as _, bail};

use crate::assets::hex_sha256;

/// Hidden, because it is of no interest to visitors.
pub(super) const FILE_NAME: &str = ".porthole-manifest";

/// Names and hashes of files.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest(BTreeMap<String, String>);

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
        self.0.insert(name.to_owned(), hash);
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Whether the file `name` was left with exactly the content that has this hash.
    pub(super) fn wrote(&self, name: &str, hash: &str) -> bool {
        self.get(name) == Some(hash)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, hash)| (name.as_str(), hash.as_str()))
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
        self.iter().try_for_each(|(name, hash)| writeln!(f, "{hash}  {name}"))
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

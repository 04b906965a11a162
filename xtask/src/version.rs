//! Versions as tools print them, compared field by field.

use std::fmt;

/// A release such as `0.21.14`; a tool that prints one number (`wasm-opt version 123`) has only the first field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version {
    pub(crate) major: u32,
    pub(crate) minor: u32,
    pub(crate) patch: u32,
}

impl Version {
    pub(crate) const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self { major, minor, patch }
    }

    /// The first version in what a tool printed of itself, such as `trunk 0.21.14` or
    /// `wasm-opt version 123 (version_123)`.
    pub(crate) fn find(text: &str) -> Option<Self> {
        text.split_whitespace().find_map(Self::parse)
    }

    /// One word: `1.2.3`, `v1.2.3`, `1.2.3-beta` or `123`. Words that merely contain a number are not versions.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        let word = word.strip_prefix('v').unwrap_or(word);
        let release = word.split(['-', '+']).next()?;
        let mut fields = release.split('.').map(str::parse::<u32>);
        let major = fields.next()?.ok()?;
        let minor = fields.next().unwrap_or(Ok(0)).ok()?;
        let patch = fields.next().unwrap_or(Ok(0)).ok()?;
        Some(Self { major, minor, patch })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// Which versions of a tool will do.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wanted {
    Exactly(Version),
    AtLeast(Version),
}

impl Wanted {
    pub(crate) fn accepts(self, found: Version) -> bool {
        match self {
            Self::Exactly(version) => found == version,
            Self::AtLeast(version) => found >= version,
        }
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(version) => write!(f, "{version}"),
            Self::AtLeast(version) => write!(f, "{version} or later"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_tools_print() {
        for (printed, expected) in [
            ("trunk 0.21.14", Some(Version::new(0, 21, 14))),
            ("wasm-bindgen 0.2.130\n", Some(Version::new(0, 2, 130))),
            ("wasm-opt version 132 (version_132)", Some(Version::new(132, 0, 0))),
            ("cargo-deny 0.20.2-rc1", Some(Version::new(0, 20, 2))),
            ("v20.20.2", Some(Version::new(20, 20, 2))),
            ("command not found", None),
            ("", None),
        ] {
            assert_eq!(Version::find(printed), expected, "{printed}");
        }
    }

    #[test]
    fn versions_compare_by_number_and_not_by_letter() {
        let wanted = Wanted::AtLeast(Version::new(0, 9, 2));
        assert!(wanted.accepts(Version::new(0, 10, 0)));
        assert!(!wanted.accepts(Version::new(0, 9, 1)));
        assert!(!Wanted::Exactly(Version::new(0, 2, 130)).accepts(Version::new(0, 2, 131)));
    }
}

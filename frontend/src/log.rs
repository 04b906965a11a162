//! How much the page says to the browser's console.

/// Levels of noVNC's `logging` parameter, from silent to talkative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    None,
    Error,
    Warn,
    Info,
    Debug,
}

impl Level {
    /// The level of that name, as the address spells it.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "none" => Some(Self::None),
            "error" => Some(Self::Error),
            "warn" => Some(Self::Warn),
            "info" => Some(Self::Info),
            "debug" => Some(Self::Debug),
            _ => None,
        }
    }

    /// Whether a message of level `message` is said when this level is set.
    pub(crate) fn admits(self, message: Self) -> bool {
        message <= self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_admits_itself_and_what_is_graver() {
        assert!(Level::Warn.admits(Level::Error));
        assert!(Level::Warn.admits(Level::Warn));
        assert!(!Level::Warn.admits(Level::Info));
        assert!(!Level::None.admits(Level::Error));
        assert!(Level::Debug.admits(Level::Info));
    }
}

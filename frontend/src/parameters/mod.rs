//! What the page's address and the operator's files ask for: every noVNC parameter, typed, from one table.
//!
//! A value is looked for in this order, and the first valid one wins:
//!
//! 1. `mandatory.json` beside the page (the operator's word; the control is disabled as well),
//! 2. the address' fragment (`#name=value&…`),
//! 3. the address' query (`?name=value&…`),
//! 4. what the user chose in the page earlier (only those parameters the page has a control for),
//! 5. `defaults.json` beside the page,
//! 6. the built-in default.
//!
//! One parameter, `security`, may only be raised: of all that is given, the strictest holds. So a link cannot take away what
//! an operator demands, not even what `defaults.json` does.
//!
//! A value that cannot be read is reported in the log, and the next place is asked. Nothing of the address is stored. What
//! has no meaning in `mandatory.json`, be it a value or a name, is another matter: a rule that is not understood cannot be
//! kept, so then nothing is connected ([`Sources::broken_rule`]).
//!
//! [`table`] lists the parameters, [`query`] finds them in an address, [`address`] makes the WebSocket's URL of them.

pub(crate) mod address;
pub(crate) mod query;
pub(crate) mod stored;
pub(crate) mod table;
mod value;

use session::Protection;
use zeroize::Zeroize;

use crate::log::Level;
pub(crate) use address::{Address, PageAddress, Trust};
pub(crate) use table::TABLE;

/// The one entry of the operator's files that is not a parameter: a list of hosts that links may name.
pub(crate) const ALLOWED_HOSTS: &str = "allowed_hosts";

/// Everything the page can be told, with its built-in defaults.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parameters {
    /// Which of noVNC's pages this is; it decides `autoconnect` and how `path` is read.
    pub(crate) page: Page,
    /// Connect as soon as the page is there.
    pub(crate) autoconnect: bool,
    /// Where the WebSocket is.
    pub(crate) endpoint: Endpoint,
    /// The user's name, for servers that ask for one.
    pub(crate) username: Option<Secret>,
    /// The password, for servers that ask for one.
    pub(crate) password: Option<Secret>,
    /// To which of its servers an UltraVNC repeater shall lead.
    pub(crate) repeater_id: Option<Secret>,
    /// The least that the server's security has to protect.
    pub(crate) security: Protection,
    /// Share the screen with those who are there already.
    pub(crate) shared: bool,
    /// Look, do not touch.
    pub(crate) view_only: bool,
    /// Clip a screen larger than the page, instead of scrollbars.
    pub(crate) view_clip: bool,
    /// What happens when the screen and the page differ in size.
    pub(crate) resize: Resize,
    /// JPEG quality, 0 (worst) to 9 (best).
    pub(crate) quality: u8,
    /// Exact pixels, whatever the quality.
    pub(crate) lossless: bool,
    /// Compression level, 0 (none) to 9 (most).
    pub(crate) compression: u8,
    /// Sound the server's bell.
    pub(crate) bell: bool,
    /// Show a dot where the server shows no pointer.
    pub(crate) show_dot: bool,
    /// Connect again by itself after the connection is lost.
    pub(crate) reconnect: bool,
    /// How long to wait before that, in milliseconds.
    pub(crate) reconnect_delay_ms: u32,
    /// How much goes to the browser's console.
    pub(crate) logging: Level,
    /// The page's title in place of the machine's name.
    pub(crate) title: Option<String>,
    /// The language of the texts, as a language tag such as `en` or `ko-kr`.
    pub(crate) language: Option<String>,
    /// The names that `mandatory.json` fixes; their controls are disabled.
    pub(crate) locked: Vec<&'static str>,
}

/// The parameters that together make the WebSocket's URL, see [`PageAddress::websocket`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    /// The host in place of the page's own, with or without a port.
    pub(crate) host: Option<String>,
    /// The port; 0 means the usual one.
    pub(crate) port: u16,
    /// Whether to use `wss`; follows the page when absent.
    pub(crate) encrypt: Option<bool>,
    /// noVNC's `path`: a query, a path or a whole URL.
    pub(crate) path: Secret,
    /// The token as older releases of noVNC took it.
    pub(crate) token: Option<Secret>,
    /// Hosts the operator lets a link name, as `host` or `host:port`.
    pub(crate) allowed_hosts: Vec<String>,
    /// Whether the host was named by the link and not by the operator.
    pub(crate) host_by_link: bool,
    /// Whether the path was named by the link and not by the operator.
    pub(crate) path_by_link: bool,
    /// Whether the link says where to connect in a way that cannot be read.
    pub(crate) damaged: bool,
}

/// noVNC's three pages; two of them behave alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    /// `vnc.html`: connects when asked to.
    Full,
    /// `vnc_lite.html`, `vnc_auto.html` and every other name, such as a directory's index: connects at once.
    Lite,
}

/// What to do when the machine's screen and the page differ in size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resize {
    /// Nothing: actual size.
    Off,
    /// Fit the picture into the page.
    Scale,
    /// Ask the machine for a screen of the page's size.
    Remote,
}

impl Resize {
    /// The word used in an address.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Scale => "scale",
            Self::Remote => "remote",
        }
    }
}

/// Text that must not reach a log: `Debug` does not print it. It is wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself; the caller keeps it out of logs.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// All the places parameters come from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources {
    /// `mandatory.json`.
    pub(crate) mandatory: OperatorFile,
    /// The page's whole address, as `location.href` has it.
    pub(crate) href: String,
    /// What the user chose earlier, as [`stored`] writes it.
    pub(crate) stored: String,
    /// `defaults.json`.
    pub(crate) defaults: OperatorFile,
}

/// One of the operator's two JSON files, flattened: `true` is `"true"`, 6 is `"6"`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OperatorFile {
    /// The parameters, by their names in an address.
    pub(crate) entries: Vec<(String, String)>,
    /// The list `allowed_hosts`.
    pub(crate) allowed_hosts: Vec<String>,
    /// The names of entries that no parameter can be read from: lists, objects, null; and the list's, if it is none of texts.
    pub(crate) odd: Vec<String>,
}

impl OperatorFile {
    fn get(&self, name: &str) -> Option<String> {
        self.entries.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }
}

/// Where a value was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Mandatory,
    Fragment,
    Query,
    Stored,
    Defaults,
}

impl Origin {
    /// From the strongest to the weakest.
    pub(crate) const ALL: [Self; 5] =
        [Self::Mandatory, Self::Fragment, Self::Query, Self::Stored, Self::Defaults];

    /// Whether whoever wrote the link chose the value.
    pub(crate) fn is_link(self) -> bool {
        matches!(self, Self::Fragment | Self::Query)
    }

    fn place(self) -> &'static str {
        match self {
            Self::Mandatory => "mandatory.json",
            Self::Fragment => "the address' fragment",
            Self::Query => "the address' query",
            Self::Stored => "the stored settings",
            Self::Defaults => "defaults.json",
        }
    }
}

impl Parameters {
    /// The built-in defaults, noVNC's own.
    pub(crate) fn new(page: Page) -> Self {
        Self {
            page,
            autoconnect: page == Page::Lite,
            endpoint: Endpoint {
                host: None,
                port: 0,
                encrypt: None,
                path: Secret::new("websockify"),
                token: None,
                allowed_hosts: Vec::new(),
                host_by_link: false,
                path_by_link: false,
                damaged: false,
            },
            username: None,
            password: None,
            security: Protection::Nothing,
            repeater_id: None,
            shared: true,
            view_only: false,
            view_clip: false,
            resize: Resize::Off,
            quality: 6,
            lossless: false,
            compression: 2,
            bell: true,
            show_dot: false,
            reconnect: false,
            reconnect_delay_ms: 5000,
            logging: Level::Warn,
            title: None,
            language: None,
            locked: Vec::new(),
        }
    }

    /// Reads all sources. The strings are sentences for the log; none holds a secret.
    pub(crate) fn read(sources: &Sources) -> (Self, Vec<String>) {
        let page = Page::of(&sources.href);
        let mut parameters = Self::new(page);
        let mut complaints = table::mistakes(&sources.defaults, Origin::Defaults, page);
        for row in TABLE {
            row.read(sources, &mut parameters, &mut complaints);
        }
        for file in [&sources.mandatory, &sources.defaults] {
            parameters.endpoint.allowed_hosts.extend(file.allowed_hosts.iter().map(|h| h.to_lowercase()));
        }
        (parameters, complaints)
    }

    /// Whether the operator fixed the parameter of that name.
    pub(crate) fn is_locked(&self, name: &str) -> bool {
        self.locked.contains(&name)
    }
}

impl Page {
    /// Which page an address is of, by the last part of its path.
    pub(crate) fn of(href: &str) -> Self {
        let path = href.split(['?', '#']).next().unwrap_or_default();
        if path.rsplit('/').next() == Some("vnc.html") { Self::Full } else { Self::Lite }
    }
}

impl Sources {
    /// What `mandatory.json` demands that is not understood, if anything, as a sentence without secrets.
    pub(crate) fn broken_rule(&self) -> Option<String> {
        let mistakes = table::mistakes(&self.mandatory, Origin::Mandatory, Page::of(&self.href));
        let first = mistakes.into_iter().next()?;
        Some(format!("{first} The operator has to correct that entry, or take it out."))
    }

    /// The text given for `name` in one place; an error if its `%` escapes are broken.
    fn find(&self, origin: Origin, name: &str) -> Option<Result<String, query::BadEscape>> {
        match origin {
            Origin::Mandatory => self.mandatory.get(name).map(Ok),
            Origin::Fragment => query::in_fragment(&self.href, name),
            Origin::Query => query::in_query(&self.href, name),
            Origin::Stored => query::in_query(&format!("?{}", self.stored), name),
            Origin::Defaults => self.defaults.get(name).map(Ok),
        }
    }
}

#[cfg(test)]
mod tests;

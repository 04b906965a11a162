//! The table of the page's files, each with its compressed forms and their entity tags.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::{NO_SETTINGS, OPERATOR_FILES, media_type, policy};

/// One file before it enters the table.
#[derive(Debug, Default)]
pub struct File {
    /// Its bytes as they are.
    pub plain: Bytes,
    /// Its brotli form, when that is smaller.
    pub brotli: Option<Bytes>,
    /// Its gzip form, when that is smaller.
    pub gzip: Option<Bytes>,
}

/// The page: files by relative name, such as `vnc.html` or `icons/64.png`.
#[derive(Debug)]
pub struct Page {
    assets: BTreeMap<String, Asset>,
    policy: String,
}

impl Page {
    /// Builds the table. The operator's files are in it from the start, saying nothing.
    pub fn new(files: impl IntoIterator<Item = (String, File)>) -> Self {
        let mut assets: BTreeMap<_, _> =
            files.into_iter().map(|(name, file)| (name.clone(), Asset::new(&name, file))).collect();
        for name in OPERATOR_FILES {
            assets.entry(name.to_owned()).or_insert_with(|| {
                Asset::new(name, File { plain: Bytes::from_static(NO_SETTINGS), ..File::default() })
            });
        }
        let policy = assets
            .iter()
            .filter(|(name, _)| is_html(name))
            .find_map(|(_, asset)| policy::from_html(&asset.plain.bytes))
            .unwrap_or_else(|| policy::FALLBACK.to_owned());
        Self { assets, policy }
    }

    /// Reads a directory of files, once. Hidden files are left out.
    ///
    /// # Errors
    /// If the directory or a file in it cannot be read, or if it holds no HTML file.
    pub fn from_dir(dir: &Path) -> anyhow::Result<Self> {
        let mut files = Vec::new();
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            let path = dir.join(&folder);
            let entries =
                path.read_dir().with_context(|| format!("cannot read the page in {}", path.display()))?;
            for entry in entries {
                let entry = entry.with_context(|| format!("cannot read the page in {}", path.display()))?;
                if entry.file_name().to_string_lossy().starts_with('.') {
                    continue;
                }
                let name = folder.join(entry.file_name());
                let path = dir.join(&name);
                // Symbolic links are followed: packages use them for the page's other names.
                if path.is_dir() {
                    folders.push(name);
                    continue;
                }
                let plain =
                    std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
                let Some(name) = name.to_str() else {
                    bail!("the name of {} is not valid UTF-8", path.display());
                };
                files.push((name.to_owned(), File { plain: plain.into(), ..File::default() }));
            }
        }
        if !files.iter().any(|(name, _)| is_html(name)) {
            bail!("{} holds no page: there is no .html file in it", dir.display());
        }
        Ok(Self::new(files))
    }

    /// Replaces one of the [`OPERATOR_FILES`] by what the operator wrote in `path`.
    ///
    /// # Errors
    /// If the file cannot be read or is not a JSON object. A slip of the pen in `mandatory.json`
    /// would otherwise silently free settings that the operator meant to fix.
    pub fn set_operator_file(&mut self, name: &'static str, path: &Path) -> anyhow::Result<()> {
        let plain = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&plain)
            .with_context(|| format!("{} is not a JSON object", path.display()))?;
        let file = File { plain: plain.into(), ..File::default() };
        self.assets.insert(name.to_owned(), Asset::new(name, file));
        Ok(())
    }

    /// Looks a file up by its exact name.
    pub fn get(&self, name: &str) -> Option<&Asset> {
        self.assets.get(name)
    }

    /// All files, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.assets.iter().map(|(name, asset)| (name.as_str(), asset))
    }

    /// The content security policy that the page asks of itself.
    pub fn policy(&self) -> &str {
        &self.policy
    }
}

/// One file of the page.
#[derive(Debug)]
pub struct Asset {
    /// Its `Content-Type`.
    pub media_type: &'static str,
    /// Whether its name carries a hash of its content, so that it may be cached for ever.
    pub immutable: bool,
    /// Its bytes as they are.
    pub plain: Variant,
    /// Its compressed forms, the smallest first.
    pub compressed: Vec<(Coding, Variant)>,
}

impl Asset {
    fn new(name: &str, file: File) -> Self {
        let hash = hex_sha256(&file.plain);
        let variant =
            |bytes, suffix: &str| Variant { bytes, etag: format!("\"{}{suffix}\"", &hash[..ETAG_HEX_LEN]) };
        let brotli = file.brotli.map(|bytes| (Coding::Brotli, variant(bytes, "-br")));
        let gzip = file.gzip.map(|bytes| (Coding::Gzip, variant(bytes, "-gzip")));
        let mut compressed: Vec<_> = brotli.into_iter().chain(gzip).collect();
        compressed.sort_by_key(|(_, variant)| variant.bytes.len());
        Self {
            media_type: media_type::of(name),
            immutable: media_type::has_content_hash(name),
            compressed,
            plain: variant(file.plain, ""),
        }
    }
}

/// One form of a file: its bytes and the strong entity tag of exactly these bytes.
#[derive(Debug)]
pub struct Variant {
    /// The bytes that travel.
    pub bytes: Bytes,
    /// The tag, with its quotation marks.
    pub etag: String,
}

/// A content coding in which a file may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// RFC 7932.
    Brotli,
    /// RFC 1952.
    Gzip,
}

impl Coding {
    /// The name in `Accept-Encoding` and `Content-Encoding`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }
}

/// Whether `name` is that of an HTML file.
pub fn is_html(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "html")
}

/// The SHA-256 of `bytes` in lower-case hexadecimal digits.
pub(crate) fn hex_sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// 80 bits: enough to tell the versions of one file apart, short in every reply.
const ETAG_HEX_LEN: usize = 20;

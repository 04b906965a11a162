//! The page inside the program, as the build script made it ready.

use std::borrow::Cow;
use std::collections::BTreeMap;

use bytes::Bytes;

use crate::assets::{File, Page, is_html};

/// The embedded page, or nothing if the program was built before the page was.
pub fn page() -> Option<Page> {
    let mut files: BTreeMap<String, File> = BTreeMap::new();
    for path in Embedded::iter() {
        let (Some((form, name)), Some(embedded)) = (path.split_once('/'), Embedded::get(&path)) else {
            continue;
        };
        let bytes = match embedded.data {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        };
        let file = files.entry(name.to_owned()).or_default();
        match form {
            "brotli" => file.brotli = Some(bytes),
            "gzip" => file.gzip = Some(bytes),
            _ => file.plain = bytes,
        }
    }
    files.keys().any(|name| is_html(name)).then(|| Page::new(files))
}

#[derive(rust_embed::Embed)]
#[folder = "$OUT_DIR/page"]
struct Embedded;

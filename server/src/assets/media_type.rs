//! Media types by file name, and which names may be cached for ever.

/// The `Content-Type` for a file name. Text always says that it is UTF-8.
pub(super) fn of(name: &str) -> &'static str {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "css" => "text/css; charset=utf-8",
        "gif" => "image/gif",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "jpeg" | "jpg" => "image/jpeg",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "mp3" => "audio/mpeg",
        "oga" | "ogg" => "audio/ogg",
        "png" => "image/png",
        "svg" => "image/svg+xml; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "wav" => "audio/wav",
        "webmanifest" => "application/manifest+json",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// Whether the last part of `name` carries a hash of the content, as in `porthole-0123abcd.js` or
/// `porthole-0123abcd_bg.wasm`: such a file never changes, only its name does.
pub(super) fn has_content_hash(name: &str) -> bool {
    let file_name = name.rsplit_once('/').map_or(name, |(_, file_name)| file_name);
    let mut parts = file_name.split(['-', '_', '.']);
    // The first part is the name proper; a word such as "facade" is not a hash of it.
    parts.next();
    parts.any(|part| {
        part.len() >= MIN_HASH_LEN
            && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
            && part.bytes().any(|byte| byte.is_ascii_digit())
    })
}

/// Shorter than any build tool writes, longer than a version number or a date's year.
const MIN_HASH_LEN: usize = 8;

#[cfg(test)]
mod tests {
    use super::{has_content_hash, of};

    #[test]
    fn a_name_with_a_hash_is_told_from_one_without() {
        for (name, hashed) in [
            ("porthole-0123abcd.js", true),
            ("porthole-0123abcd_bg.wasm", true),
            ("style-9f8e7d6c5b4a3210.css", true),
            ("snippets/x-0123abcd/inline0.js", false),
            ("vnc.html", false),
            ("vnc_lite.html", false),
            ("0123abcd.js", false),
            ("a-facadefeed.js", false),
            ("defaults.json", false),
            ("icon-256.png", false),
        ] {
            assert_eq!(has_content_hash(name), hashed, "{name}");
        }
    }

    #[test]
    fn the_types_a_browser_insists_on_are_right() {
        for (name, media_type) in [
            ("a_bg.wasm", "application/wasm"),
            ("a.js", "text/javascript; charset=utf-8"),
            ("vnc.html", "text/html; charset=utf-8"),
            ("a.css", "text/css; charset=utf-8"),
            ("README", "application/octet-stream"),
        ] {
            assert_eq!(of(name), media_type, "{name}");
        }
    }
}

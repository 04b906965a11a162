//! The rules: from a request to the reply's status, header fields and body.

use std::borrow::Cow;
use std::str::FromStr;

use bytes::Bytes;

use super::{Asset, Coding, FrameAncestor, Page, Request, Variant};

/// Where a load balancer asks whether this server lives. It stands outside the mount point, which
/// is about the public URL.
const HEALTH_PATH: &str = "/healthz";

/// A year is the longest that caches are asked to believe (RFC 9111 names no limit, caches do).
const CACHE_FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Kept, but asked about each time: one small 304 and the page is never stale.
const CACHE_AND_ASK: &str = "no-cache";

/// A page with what the operator decided about it.
#[derive(Debug)]
pub struct Site {
    page: Page,
    mount_point: MountPoint,
    policy: String,
}

impl Site {
    /// `frame_ancestors` may embed the page in a frame; none given means anyone may.
    pub fn new(page: Page, mount_point: MountPoint, frame_ancestors: &[FrameAncestor]) -> Self {
        let mut policy = page.policy().to_owned();
        if let Some(directive) = FrameAncestor::directive(frame_ancestors) {
            policy = format!("{policy}; {directive}");
        }
        Self { page, mount_point, policy }
    }

    /// Answers a request.
    pub fn reply(&self, request: &Request<'_>) -> Reply {
        let path = request.path();
        let asset = self.mount_point.name(path).and_then(|name| self.page.get(name));
        let mut reply = match request.method {
            "GET" | "HEAD" if path == HEALTH_PATH => text(200, "ok\n"),
            "GET" | "HEAD" => match asset {
                Some(asset) => deliver(asset, request),
                None => self
                    .mount_point
                    .redirect(request)
                    .unwrap_or_else(|| text(404, "There is no such file here.\n")),
            },
            _ => {
                let mut reply = text(405, "Only GET and HEAD are understood here.\n");
                reply.headers.push(("Allow", "GET, HEAD".into()));
                reply
            }
        };
        reply.headers.extend([
            ("Content-Security-Policy", self.policy.clone().into()),
            ("Referrer-Policy", "no-referrer".into()),
            ("X-Content-Type-Options", "nosniff".into()),
        ]);
        reply
    }
}

/// A reply to be written by whichever server received the request. `Content-Length` is left to the
/// server, and is always `body.len()`, also where the body itself must not be sent (to HEAD, and
/// with 304).
#[derive(Debug)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// Field names and values.
    pub headers: Vec<(&'static str, Cow<'static, str>)>,
    /// The content that GET receives.
    pub body: Bytes,
}

impl Reply {
    /// Whether the body travels in answer to `method`.
    pub fn sends_body(&self, method: &str) -> bool {
        method != "HEAD" && self.status != 304
    }
}

/// Where the site stands on its host: empty for the root, or `/like/this`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MountPoint(String);

impl MountPoint {
    /// The name of the file that `path` asks for, if it lies below this point.
    fn name<'a>(&self, path: &'a str) -> Option<&'a str> {
        let name = path.strip_prefix(self.0.as_str())?.strip_prefix('/')?;
        Some(if name.is_empty() { "index.html" } else { name })
    }

    /// Leads a request for this very point into it: relative addresses in the page count from the slash. It names no
    /// host, as only a reverse proxy knows under which one it was asked for.
    fn redirect(&self, request: &Request<'_>) -> Option<Reply> {
        // All that a query may have, and what would end the field early is not among it.
        let is_safe = request.query().bytes().all(|byte| byte.is_ascii_graphic());
        if self.0.is_empty() || request.path() != self.0 || !is_safe {
            return None;
        }
        let mut reply = text(301, "The page is below this address.\n");
        reply.headers.push(("Location", format!("{}/{}", self.0, request.query()).into()));
        Some(reply)
    }
}

impl FromStr for MountPoint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let path = text.trim_end_matches('/');
        let is_path_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
        // Two slashes at the start of a redirection would name a host.
        let is_path = path.is_empty() || (path.starts_with('/') && !path.starts_with("//"));
        if is_path && path.bytes().all(is_path_byte) {
            return Ok(Self(path.to_owned()));
        }
        Err("write a path that starts with a slash, such as /novnc".to_owned())
    }
}

fn deliver(asset: &Asset, request: &Request<'_>) -> Reply {
    let (coding, variant) = choose(asset, request);
    let cache = if asset.immutable { CACHE_FOR_EVER } else { CACHE_AND_ASK };
    let mut headers = vec![("Cache-Control", cache.into()), ("ETag", variant.etag.clone().into())];
    if !asset.compressed.is_empty() {
        headers.push(("Vary", "Accept-Encoding".into()));
    }
    let status = if request.has(&variant.etag) { 304 } else { 200 };
    if status == 200 {
        headers.push(("Content-Type", asset.media_type.into()));
        headers.extend(coding.map(|coding| ("Content-Encoding", coding.name().into())));
    }
    Reply { status, headers, body: variant.bytes.clone() }
}

/// The form the client wants most; among equals the smallest.
fn choose<'a>(asset: &'a Asset, request: &Request<'_>) -> (Option<Coding>, &'a Variant) {
    let mut best = (request.identity_weight(), None, &asset.plain);
    let mut best_is_default = true;
    for (coding, variant) in &asset.compressed {
        let weight = request.weight(*coding);
        if weight > best.0 || (best_is_default && weight > 0 && weight == best.0) {
            best = (weight, Some(*coding), variant);
            best_is_default = false;
        }
    }
    (best.1, best.2)
}

fn text(status: u16, text: &'static str) -> Reply {
    let headers =
        vec![("Cache-Control", "no-store".into()), ("Content-Type", "text/plain; charset=utf-8".into())];
    Reply { status, headers, body: Bytes::from_static(text.as_bytes()) }
}

#[cfg(test)]
mod tests {
    use super::MountPoint;

    #[test]
    fn a_mount_point_is_a_path_and_never_a_host() {
        for (text, is_one) in [
            ("", true),
            ("/", true),
            ("/a/b.c/", true),
            ("a", false),
            ("//host", false),
            ("/a b", false),
            ("/é", false),
        ] {
            assert_eq!(text.parse::<MountPoint>().is_ok(), is_one, "{text}");
        }
    }
}

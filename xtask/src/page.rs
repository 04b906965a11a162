//! `cargo xtask page`: the last step of building the page, which trunk calls (see Trunk.toml).

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

/// The names under which consoles are opened: Nova's default, noVNC's small page and its full one. They are one page,
/// which looks at its own name.
const NAMES: [&str; 3] = ["vnc_auto.html", "vnc_lite.html", "vnc.html"];

/// Where trunk's script for reloading the page, which only `trunk serve` adds, connects to.
const RELOAD_MARK: &str = ".well-known/trunk/ws";

/// Finishes the page that trunk is building.
///
/// # Errors
///
/// When trunk did not call this, or left something else than expected.
pub(crate) fn run() -> Result<()> {
    const STAGING: &str = "TRUNK_STAGING_DIR";
    let staging = std::env::var_os(STAGING)
        .with_context(|| format!("trunk calls this, as the hook in Trunk.toml says: {STAGING} is not set"))?;
    finish(Path::new(&staging))
}

/// Finishes what trunk has put into `staging`: gives the page all its names.
///
/// # Errors
///
/// When trunk's output is missing or not what it should be.
fn finish(staging: &Path) -> Result<()> {
    let index = staging.join("index.html");
    let mut page =
        fs::read_to_string(&index).with_context(|| format!("trunk has left no {}", index.display()))?;
    if page.contains(RELOAD_MARK) {
        page = allow_inline_script(&page)?;
        fs::write(&index, &page)?;
    }
    for name in NAMES {
        fs::write(staging.join(name), &page).with_context(|| format!("{name} could not be written"))?;
    }
    Ok(())
}

/// Lets trunk's script run, which is written into the page. Pages that are shipped hold no such script, and their
/// policy forbids any.
fn allow_inline_script(page: &str) -> Result<String> {
    const STRICT: &str = "script-src 'self'";
    ensure!(page.contains(STRICT), "the page's Content-Security-Policy has no {STRICT}");
    Ok(page.replace(STRICT, "script-src 'self' 'unsafe-inline'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_gets_every_name_and_keeps_its_policy() {
        let staging = tempfile::tempdir().unwrap();
        let page = "<meta content=\"script-src 'self' 'wasm-unsafe-eval'\">";
        fs::write(staging.path().join("index.html"), page).unwrap();
        finish(staging.path()).unwrap();
        for name in ["index.html", "vnc_auto.html", "vnc_lite.html", "vnc.html"] {
            assert_eq!(fs::read_to_string(staging.path().join(name)).unwrap(), page, "{name}");
        }
    }

    #[test]
    fn only_a_page_that_reloads_itself_may_hold_a_script() {
        let staging = tempfile::tempdir().unwrap();
        let page = "<meta content=\"script-src 'self'\"><script>'/.well-known/trunk/ws'</script>";
        fs::write(staging.path().join("index.html"), page).unwrap();
        finish(staging.path()).unwrap();
        assert!(fs::read_to_string(staging.path().join("vnc.html")).unwrap().contains("'unsafe-inline'"));
    }

    #[test]
    fn a_missing_page_is_named() {
        let staging = tempfile::tempdir().unwrap();
        assert!(finish(staging.path()).unwrap_err().to_string().contains("index.html"));
    }
}

//! Makes the built page ready to be embedded: each file as it is, and its brotli and gzip forms
//! where they are smaller, under `OUT_DIR/page/{plain,brotli,gzip}/`.
//!
//! The page is the workspace's `dist/` folder, or the folder that `PORTHOLE_PAGE` names. Without
//! one the program still builds, with no page inside, and says so when it is run.

use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The slowest and smallest level: the work is done once, the bytes travel every day.
const BROTLI_QUALITY: i32 = 11;

/// In a debug build nobody counts bytes, but somebody waits for it.
const BROTLI_QUALITY_IN_DEBUG: i32 = 2;

/// Window of 4 MiB, larger than any file of the page.
const BROTLI_WINDOW_LOG2: i32 = 22;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=PORTHOLE_PAGE");
    let page = page_dir()?;
    // Cargo looks at a watched folder and everything below it. A folder that is not there would
    // count as changed at every build, so an empty one stands in until the page is built. Where
    // that is refused (a read-only source tree) the only loss is that cargo asks again each time.
    let _ = fs::create_dir_all(&page);
    println!("cargo::rerun-if-changed={}", page.display());

    let out = PathBuf::from(std::env::var("OUT_DIR")?).join("page");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    fs::create_dir_all(&out)?;
    for name in file_names(&page)? {
        embed(&out, &name, &fs::read(page.join(&name))?)?;
    }
    Ok(())
}

fn page_dir() -> Result<PathBuf, Box<dyn Error>> {
    if let Some(dir) = std::env::var_os("PORTHOLE_PAGE") {
        return Ok(PathBuf::from(dir));
    }
    Ok(PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("../dist"))
}

/// The files below `page` by their relative names. Hidden ones are the build tool's own.
fn file_names(page: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut names = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(page.join(&folder)) else { continue };
        for entry in entries {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            let name = folder.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                folders.push(name);
            } else {
                names.push(name);
            }
        }
    }
    Ok(names)
}

fn embed(out: &Path, name: &Path, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    write(&out.join("plain").join(name), bytes)?;
    let brotli = brotli(bytes)?;
    if brotli.len() < bytes.len() {
        write(&out.join("brotli").join(name), &brotli)?;
    }
    let gzip = gzip(bytes)?;
    if gzip.len() < bytes.len() {
        write(&out.join("gzip").join(name), &gzip)?;
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, bytes)?)
}

fn brotli(mut bytes: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let in_release = std::env::var("PROFILE")? == "release";
    let params = brotli::enc::BrotliEncoderParams {
        quality: if in_release { BROTLI_QUALITY } else { BROTLI_QUALITY_IN_DEBUG },
        lgwin: BROTLI_WINDOW_LOG2,
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut compressed, &params)?;
    Ok(compressed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

//! The weight of what is shipped, and the budget that holds it.

use std::fmt;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use flate2::{Compression, GzBuilder};

/// What the whole page may weigh, once compressed as servers and browsers can, in bytes.
///
/// Nine tenths of it are one Wasm module. Cryptography for the security types and the RSA-AES session is its newest large
/// part, beside Yew, the JPEG decoder, Rust's own library, the glue to the browser, and what is ours; that loops are
/// compiled to vectors costs 14 kB. The budget is a little more than what was reached (394 kB), so that a dependency that
/// slips in is noticed and an honest feature is not in the way.
const PAGE_BROTLI: u64 = 410_000;

/// The same for gzip, which more proxies speak (507 kB reached).
const PAGE_GZIP: u64 = 525_000;

/// What a user behind Nova's own proxy downloads, which compresses nothing (1,330 kB reached).
const PAGE_RAW: u64 = 1_380_000;

/// What an operator installs: the server with the page inside it, plain, gzip and brotli (5.2 MB reached).
const BINARY: u64 = 5_400_000;

/// `v128.const` of four opaque black pixels, as Wasm has it (0xFD 0x0C, then its bytes). Every loop that turns pixels into
/// RGBA holds it, if the compiler made vectors of it, which depends on how the whole page is optimised.
const OPAQUE: [u8; 18] = [0xFD, 0x0C, 0, 0, 0, 0xFF, 0, 0, 0, 0xFF, 0, 0, 0, 0xFF, 0, 0, 0, 0xFF];

/// How often it is there at least; 207 times when this was written.
const LEAST_VECTORS: usize = 50;

/// Each shipped file with its weights.
pub(crate) struct Sizes {
    page: Vec<File>,
    binary: u64,
    /// How often the page's Wasm module has the constant by which pixels are made opaque, four at a time.
    vectors: usize,
}

struct File {
    name: String,
    weight: Weight,
}

#[derive(Clone, Copy, Default)]
struct Weight {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

impl Sizes {
    /// Weighs every file of the page, compressed and not, and the binary.
    ///
    /// # Errors
    ///
    /// When one cannot be read, as when it was not built.
    pub(crate) fn measure(page: &Path, binary: &Path) -> Result<Self> {
        let mut paths = Vec::new();
        collect(page, &mut paths)?;
        let mut files = Vec::new();
        let mut vectors = 0;
        for path in paths {
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let name = path.strip_prefix(page).unwrap_or(&path).to_string_lossy().into_owned();
            if name.ends_with(".wasm") {
                vectors += bytes.windows(OPAQUE.len()).filter(|&bytes| bytes == OPAQUE).count();
            }
            files.push(File { name, weight: Weight::of(&bytes)? });
        }
        files.sort_by_key(|file| std::cmp::Reverse(file.weight.raw));
        let binary =
            fs::metadata(binary).with_context(|| format!("{} was not built", binary.display()))?.len();
        Ok(Self { page: files, binary, vectors })
    }

    fn total(&self) -> Weight {
        self.page.iter().fold(Weight::default(), |sum, file| Weight {
            raw: sum.raw + file.weight.raw,
            gzip: sum.gzip + file.weight.gzip,
            brotli: sum.brotli + file.weight.brotli,
        })
    }
}

impl Weight {
    fn of(bytes: &[u8]) -> Result<Self> {
        let mut gzip = GzBuilder::new().write(Vec::new(), Compression::best());
        gzip.write_all(bytes)?;
        // Quality and window as servers compress files ahead of time.
        let mut brotli = Vec::new();
        brotli::CompressorReader::new(bytes, 4096, 11, 22).read_to_end(&mut brotli)?;
        Ok(Self { raw: bytes.len() as u64, gzip: gzip.finish()?.len() as u64, brotli: brotli.len() as u64 })
    }
}

/// Holds the totals to the budget, and sees that what they weigh turns pixels with vectors.
///
/// # Errors
///
/// When one is over it, with how much; when there are no vectors.
pub(crate) fn check(sizes: &Sizes) -> Result<()> {
    ensure!(
        sizes.vectors >= LEAST_VECTORS,
        "the page's Wasm module makes pixels opaque with vectors in {} places, and {LEAST_VECTORS} are the least: has its \
         profile, in Cargo.toml, lost them?",
        sizes.vectors
    );
    let total = sizes.total();
    let over: Vec<String> = [
        ("the page, brotli", total.brotli, PAGE_BROTLI),
        ("the page, gzip", total.gzip, PAGE_GZIP),
        ("the page, uncompressed", total.raw, PAGE_RAW),
        ("the binary", sizes.binary, BINARY),
    ]
    .into_iter()
    .filter(|(_, weight, budget)| weight > budget)
    .map(|(what, weight, budget)| {
        format!("{what}: {weight} bytes, {} over the budget of {budget}", weight - budget)
    })
    .collect();
    ensure!(
        over.is_empty(),
        "{}\nfind what grew (`cargo tree`, `twiggy top`), or raise the budget in xtask/src/checks/size.rs and say why",
        over.join("\n")
    );
    Ok(())
}

/// The table that `cargo xtask dist` prints.
impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width =
            self.page.iter().map(|file| file.name.chars().count()).max().unwrap_or(0).max("porthole".len());
        writeln!(f, "{:width$}  {:>10}  {:>10}  {:>10}", "bytes", "raw", "gzip", "brotli")?;
        let rows = self.page.iter().map(|file| (file.name.as_str(), file.weight));
        for (name, weight) in rows.chain([("the page", self.total())]) {
            writeln!(f, "{name:width$}  {:>10}  {:>10}  {:>10}", weight.raw, weight.gzip, weight.brotli)?;
        }
        writeln!(f, "{:width$}  {:>10}  {PAGE_GZIP:>10}  {PAGE_BROTLI:>10}", "budget", PAGE_RAW)?;
        write!(f, "{:width$}  {:>10}  (budget {BINARY})", "porthole", self.binary)
    }
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries =
        fs::read_dir(directory).with_context(|| format!("{} was not built", directory.display()))?;
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(brotli: u64, binary: u64) -> Sizes {
        let weight = Weight { raw: 10, gzip: 9, brotli };
        Sizes {
            page: vec![File { name: "a.wasm".into(), weight }, File { name: "b.js".into(), weight }],
            binary,
            vectors: LEAST_VECTORS,
        }
    }

    #[test]
    fn totals_are_held_to_the_budget() {
        check(&sizes(PAGE_BROTLI / 2, BINARY)).unwrap();
        let error = check(&sizes(PAGE_BROTLI / 2 + 1, BINARY + 7)).unwrap_err().to_string();
        assert!(error.contains("the page, brotli"), "{error}");
        assert!(error.contains("7 over the budget"), "{error}");
        assert!(!error.contains("gzip:"), "{error}");
    }

    #[test]
    fn a_page_without_vectors_is_not_shipped() {
        let without = Sizes { vectors: LEAST_VECTORS - 1, ..sizes(1, 1) };
        assert!(check(&without).unwrap_err().to_string().contains("vectors"));
    }

    #[test]
    fn what_repeats_weighs_less_compressed() {
        let weight = Weight::of(&[b'a'; 10_000]).unwrap();
        assert_eq!(weight.raw, 10_000);
        assert!(weight.gzip < 100 && weight.brotli < 100);
    }
}

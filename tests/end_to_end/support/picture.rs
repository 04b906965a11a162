//! Pictures, their comparison, and the file that shows a difference.

use std::{
    fs::File,
    io::BufWriter,
    path::{Path, PathBuf},
};

/// Pixels as red, green, blue triples, row by row.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) rgb: Vec<u8>,
}

impl Picture {
    /// From bytes red, green, blue and one that does not count.
    pub(crate) fn from_rgba(width: usize, height: usize, rgba: &[u8]) -> Self {
        Self::from_pixels(width, height, rgba, |p| [p[0], p[1], p[2]])
    }

    /// From bytes blue, green, red and one that does not count.
    pub(crate) fn from_bgrx(width: usize, height: usize, bgrx: &[u8]) -> Self {
        Self::from_pixels(width, height, bgrx, |p| [p[2], p[1], p[0]])
    }

    /// From a binary PPM file, as QEMU writes its screen.
    pub(crate) fn from_ppm(file: &[u8]) -> Option<Self> {
        let mut fields = file.splitn(4, u8::is_ascii_whitespace).take(3);
        let mut number = || std::str::from_utf8(fields.next()?).ok()?.parse::<usize>().ok();
        if !file.starts_with(b"P6") {
            return None;
        }
        number();
        let (width, height) = (number()?, number()?);
        let rgb = file.get(file.len().checked_sub(width * height * 3)?..)?.to_vec();
        Some(Self { width, height, rgb })
    }

    fn from_pixels(width: usize, height: usize, bytes: &[u8], rgb: impl Fn(&[u8]) -> [u8; 3]) -> Self {
        assert_eq!(bytes.len(), width * height * 4, "a picture of {width} by {height}");
        Self { width, height, rgb: bytes.chunks_exact(4).flat_map(rgb).collect() }
    }

    /// Whether it shows anything: more than one colour.
    pub(crate) fn is_plain(&self) -> bool {
        self.rgb.chunks_exact(3).all(|pixel| pixel == &self.rgb[..3])
    }

    /// What differs, in words, with both pictures written to files for a person to look at.
    pub(crate) fn difference(&self, expected: &Self, test: &str) -> String {
        let files = [("seen", self), ("expected", expected)].map(|(kind, picture)| picture.save(test, kind));
        let files = format!("see {} and {}", files[0].display(), files[1].display());
        if (self.width, self.height) != (expected.width, expected.height) {
            return format!(
                "{}x{} instead of {}x{}; {files}",
                self.width, self.height, expected.width, expected.height
            );
        }
        let differing: Vec<usize> = (0..self.width * self.height)
            .filter(|pixel| self.rgb[pixel * 3..][..3] != expected.rgb[pixel * 3..][..3])
            .collect();
        let first = differing.first().map(|pixel| (pixel % self.width, pixel / self.width));
        format!("{} pixels differ, the first at {first:?}; {files}", differing.len())
    }

    fn save(&self, test: &str, kind: &str) -> PathBuf {
        let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        let path = directory.join(format!("{test}-{kind}.png"));
        self.write_png(&path);
        path
    }

    /// Writes it to a file.
    pub(crate) fn write_png(&self, path: &Path) {
        let file = BufWriter::new(File::create(path).unwrap());
        let mut encoder = png::Encoder::new(file, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.write_header().unwrap().write_image_data(&self.rgb).unwrap();
    }
}

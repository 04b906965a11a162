//! What stands in the export's directory where a file of the page is to be.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// What is found under a file's name.
pub(super) enum Found {
    Nothing,
    File(Vec<u8>),
    /// A symbolic link or the like: never something that an export wrote, but a file can take its place.
    Other,
    /// No file can be written here: a folder has its name, or what should be its folder is none. A link to a folder
    /// counts as none, since it may lead out of the directory.
    Blocked,
}

/// Looks for the file `name` in `dir`, which itself may be a link.
pub(super) fn find(dir: &Path, name: &str) -> anyhow::Result<Found> {
    let path = dir.join(name);
    let look = || {
        for folder in folders(name) {
            match kind(&dir.join(folder))? {
                Some(kind) if kind.is_dir() => {}
                Some(_) => return Ok(Found::Blocked),
                None => return Ok(Found::Nothing),
            }
        }
        match kind(&path)? {
            None => Ok(Found::Nothing),
            Some(kind) if kind.is_file() => fs::read(&path).map(Found::File),
            Some(kind) if kind.is_dir() => Ok(Found::Blocked),
            Some(_) => Ok(Found::Other),
        }
    };
    look().with_context(|| format!("cannot read {}", path.display()))
}

/// The folders between the directory and the file `name`, outermost first.
fn folders(name: &str) -> Vec<PathBuf> {
    let mut folders: Vec<_> = Path::new(name).ancestors().skip(1).map(Path::to_owned).collect();
    // The last ancestor is empty, the directory itself.
    folders.pop();
    folders.reverse();
    folders
}

fn kind(path: &Path) -> io::Result<Option<fs::FileType>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata.file_type())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

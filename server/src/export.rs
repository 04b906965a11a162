//! `porthole export DIR`: the page as a directory of files, for `nova-novncproxy`'s `web = DIR`
//! or any other web server.
//!
//! A manifest in the directory remembers what was written, in the format of `sha256sum`. Only
//! such files are ever changed or removed, so a directory that someone else also uses is safe,
//! and a second run with the same page changes nothing.

mod manifest;

use std::fmt;
use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::assets::{OPERATOR_FILES, Page, is_html};
use manifest::Manifest;

/// How to go about an export.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Overwrite and remove also files that were not written by an export, or changed since.
    pub force: bool,
    /// Only say what would be done.
    pub dry_run: bool,
}

/// Brings `dir` up to date with `page`, creating it if need be, and returns what was done.
///
/// # Errors
/// If a file cannot be read or written, or if files are in the way that no export wrote; then
/// nothing at all has been changed.
pub fn run(page: &Page, dir: &Path, options: Options) -> anyhow::Result<Report> {
    let plan = Plan::new(page, dir, options)?;
    if !options.dry_run {
        plan.carry_out(page, dir)?;
    }
    Ok(plan.report)
}

/// What an export did, or would do: names of files relative to the directory.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Files that were not there.
    pub created: Vec<String>,
    /// Files that had another content.
    pub updated: Vec<String>,
    /// Files of an earlier export that the page no longer has.
    pub removed: Vec<String>,
    /// The same, but left alone because someone changed them since.
    pub kept: Vec<String>,
    /// How many files were right already.
    pub unchanged: usize,
}

impl Report {
    /// Whether there was nothing to do.
    pub fn is_empty(&self) -> bool {
        self.created.is_empty() && self.updated.is_empty() && self.removed.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, names) in [
            ("created", &self.created),
            ("updated", &self.updated),
            ("removed", &self.removed),
            ("kept although no longer needed, because it was changed here:", &self.kept),
        ] {
            for name in names {
                writeln!(f, "{what} {name}")?;
            }
        }
        if self.is_empty() {
            return write!(f, "all {} files are up to date, nothing changed", self.unchanged);
        }
        let (created, updated, removed) = (self.created.len(), self.updated.len(), self.removed.len());
        write!(f, "{created} created, {updated} updated, {removed} removed, {} unchanged", self.unchanged)
    }
}

struct Plan {
    report: Report,
    manifest: Manifest,
    manifest_changes: bool,
}

impl Plan {
    fn new(page: &Page, dir: &Path, options: Options) -> anyhow::Result<Self> {
        let before = Manifest::read(dir)?;
        let mut manifest = Manifest::default();
        let mut report = Report::default();
        let mut in_the_way = Vec::new();
        for (name, asset) in page.iter() {
            let hash = manifest::hash(&asset.plain.bytes);
            let found = read_plain_file(&dir.join(name))?;
            if OPERATOR_FILES.contains(&name) {
                // Written once so that browsers do not ask in vain, then the operator's own.
                match found {
                    Found::Nothing => report.created.push(name.to_owned()),
                    Found::File(_) | Found::Other => report.unchanged += 1,
                }
                continue;
            }
            match found {
                Found::Nothing => report.created.push(name.to_owned()),
                Found::File(bytes) if bytes == asset.plain.bytes => report.unchanged += 1,
                Found::File(bytes) if before.wrote(name, &manifest::hash(&bytes)) || options.force => {
                    report.updated.push(name.to_owned());
                }
                Found::Other if options.force => report.updated.push(name.to_owned()),
                Found::File(_) | Found::Other => in_the_way.push(name),
            }
            manifest.insert(name, hash);
        }
        if !in_the_way.is_empty() {
            bail!(
                "these files in {} were not written by an export or were changed since: {}. \
                 Nothing was changed. Move them away, or overwrite them with --force",
                dir.display(),
                in_the_way.join(", ")
            );
        }
        for (name, hash) in before.iter().filter(|(name, _)| manifest.get(name).is_none()) {
            match read_plain_file(&dir.join(name))? {
                Found::Nothing => {}
                Found::File(bytes) if options.force || manifest::hash(&bytes) == hash => {
                    report.removed.push(name.to_owned());
                }
                Found::File(_) | Found::Other => report.kept.push(name.to_owned()),
            }
        }
        Ok(Self { manifest_changes: manifest != before, report, manifest })
    }

    fn carry_out(&self, page: &Page, dir: &Path) -> anyhow::Result<()> {
        let mut names: Vec<_> = self.report.created.iter().chain(&self.report.updated).collect();
        // HTML names the other files, so it comes last: at no moment does it name a missing one.
        names.sort_by_key(|name| is_html(name));
        for name in names {
            if let Some(asset) = page.get(name) {
                write_file(dir, name, &asset.plain.bytes)?;
            }
        }
        for name in &self.report.removed {
            let path = dir.join(name);
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
            remove_empty_folders(dir, name);
        }
        // Last: after an interruption the next run finds files it would write the same way.
        if self.manifest_changes {
            write_file(dir, manifest::FILE_NAME, self.manifest.to_string().as_bytes())?;
        }
        Ok(())
    }
}

enum Found {
    Nothing,
    File(Vec<u8>),
    /// A symbolic link, a directory or the like: never something that an export wrote.
    Other,
}

fn read_plain_file(path: &Path) -> anyhow::Result<Found> {
    let read = || match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() => fs::read(path).map(Found::File),
        Ok(_) => Ok(Found::Other),
        // `NotADirectory`: a file stands where this file's folder should be.
        Err(error) if error.kind() == ErrorKind::NotADirectory => Ok(Found::Other),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Found::Nothing),
        Err(error) => Err(error),
    };
    read().with_context(|| format!("cannot read {}", path.display()))
}

/// Writes to a neighbouring file first and renames it, so that a reader of `name` sees the old
/// content or the new one, never a part.
fn write_file(dir: &Path, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
    let path = dir.join(name);
    let folder = path.parent().unwrap_or(dir);
    create_folders(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let draft = folder.join(format!(".porthole-{}.part", std::process::id()));
    let written = write_draft(&draft, bytes).and_then(|()| fs::rename(&draft, &path));
    if written.is_err() {
        // The draft may or may not exist; what matters is told by `written`.
        let _ = fs::remove_file(&draft);
    }
    written.with_context(|| format!("cannot write {}", path.display()))
}

fn write_draft(draft: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create(draft)?;
    file.write_all(bytes)?;
    make_readable(draft, 0o644)?;
    file.sync_all()
}

fn create_folders(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        create_folders(parent)?;
    }
    match fs::create_dir(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        Err(error) => Err(error),
        Ok(()) => make_readable(folder, 0o755),
    }
}

/// The web server is another user, and the operator's umask may be strict.
#[cfg(unix)]
fn make_readable(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn make_readable(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}

/// Removes the folders that held `name` for as long as they are empty, up to `dir` itself.
fn remove_empty_folders(dir: &Path, name: &str) {
    let mut folder = PathBuf::from(name);
    while folder.pop() && !folder.as_os_str().is_empty() {
        if fs::remove_dir(dir.join(&folder)).is_err() {
            return;
        }
    }
}

//! `porthole export DIR`: the page as a directory of files, for `nova-novncproxy`'s `web = DIR`
//! or any other web server.
//!
//! A manifest in the directory remembers what was written, in the format of `sha256sum`. Only
//! such files are ever changed or removed, so a directory that someone else also uses is safe,
//! and a second run with the same page changes nothing. An export that is interrupted can be
//! followed by one of any version: what it was about to write stands in the manifest first.
//! Exports into one directory at the same time follow one another.

mod manifest;
mod place;

use std::fmt;
use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::assets::{Asset, OPERATOR_FILES, Page, is_html};
use manifest::Manifest;
use place::{Found, find};

/// How to go about an export.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Overwrite and remove also files that were not written by an export, or changed since.
    pub force: bool,
    /// Only say what would be done.
    pub dry_run: bool,
}

/// Brings `dir` up to date with `page`, creating it if need be, and returns what was done. If another export is at work
/// there, waits until it has ended.
///
/// # Errors
/// If files are in the way that no export wrote; then nothing at all has been changed. Or if a file
/// cannot be read or written.
pub fn run(page: &Page, dir: &Path, options: Options) -> anyhow::Result<Report> {
    if options.dry_run {
        return Ok(Plan::new(page, dir, options)?.report);
    }
    let _turn = take_turn(dir)?;
    let plan = Plan::new(page, dir, options)?;
    remove_drafts(dir)?;
    for step in plan.steps(page) {
        step.take(dir)?;
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

    fn writes(&self, name: &str) -> bool {
        self.created.iter().chain(&self.updated).any(|written| written == name)
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
    /// What the directory's manifest says, what it says while files are changed, and what it says in the end.
    before: Manifest,
    meanwhile: Manifest,
    after: Manifest,
}

/// One change of the directory. Wherever a row of them is cut off, the manifest names all that was written.
enum Step<'a> {
    Remember(&'a Manifest),
    Write(&'a str, &'a Asset),
    Remove(&'a str),
}

impl Plan {
    fn new(page: &Page, dir: &Path, options: Options) -> anyhow::Result<Self> {
        let before = Manifest::read(dir)?;
        let mut after = Manifest::default();
        let mut report = Report::default();
        let mut in_the_way = Vec::new();
        let mut blocked = Vec::new();
        for (name, asset) in page.iter() {
            let hash = manifest::hash(&asset.plain.bytes);
            let found = find(dir, name)?;
            if OPERATOR_FILES.contains(&name) {
                // Written once so that browsers do not ask in vain, then the operator's own.
                match found {
                    Found::Nothing => report.created.push(name.to_owned()),
                    Found::File(_) | Found::Other | Found::Blocked => report.unchanged += 1,
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
                Found::Blocked => blocked.push(name),
            }
            after.insert(name, hash);
        }
        if !blocked.is_empty() {
            bail!(
                "these files cannot be written to {}, because a folder has the name of one, or what should be its \
                 folder is a file or a link: {}. Nothing was changed. Move what is there away",
                dir.display(),
                blocked.join(", ")
            );
        }
        if !in_the_way.is_empty() {
            bail!(
                "these files in {} were not written by an export or were changed since: {}. \
                 Nothing was changed. Move them away, or overwrite them with --force",
                dir.display(),
                in_the_way.join(", ")
            );
        }
        for name in before.iter().filter(|name| !after.names(name)) {
            match find(dir, name)? {
                Found::Nothing => {}
                Found::File(bytes) if options.force || before.wrote(name, &manifest::hash(&bytes)) => {
                    report.removed.push(name.to_owned());
                }
                Found::File(_) | Found::Other | Found::Blocked => report.kept.push(name.to_owned()),
            }
        }
        let meanwhile = if report.is_empty() { after.clone() } else { before.union(&after) };
        Ok(Self { report, before, meanwhile, after })
    }

    fn steps<'a>(&'a self, page: &'a Page) -> Vec<Step<'a>> {
        let mut files: Vec<_> = page.iter().filter(|(name, _)| self.report.writes(name)).collect();
        // HTML names the other files, so it comes last: at no moment does it name a missing one.
        files.sort_by_key(|(name, _)| is_html(name));
        let first = (self.meanwhile != self.before).then_some(Step::Remember(&self.meanwhile));
        let last = (self.after != self.meanwhile).then_some(Step::Remember(&self.after));
        let written = files.into_iter().map(|(name, asset)| Step::Write(name, asset));
        let removed = self.report.removed.iter().map(|name| Step::Remove(name));
        first.into_iter().chain(written).chain(removed).chain(last).collect()
    }
}

impl Step<'_> {
    fn take(&self, dir: &Path) -> anyhow::Result<()> {
        match self {
            Self::Remember(manifest) => write_file(dir, manifest::FILE_NAME, manifest.to_string().as_bytes()),
            Self::Write(name, asset) => write_file(dir, name, &asset.plain.bytes),
            Self::Remove(name) => {
                let path = dir.join(name);
                fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
                remove_empty_folders(dir, name);
                Ok(())
            }
        }
    }
}

/// Waits until no other export is at work in `dir`, which is created if need be; the next one waits until what this
/// returns is dropped. The directory itself is locked, so that nothing is left in it, not even if the program is
/// killed. Processes on one machine, in containers or not, see such a lock; over NFS two machines do not.
#[cfg(unix)]
fn take_turn(dir: &Path) -> anyhow::Result<fs::File> {
    create_folders(dir).with_context(|| format!("cannot create {}", dir.display()))?;
    let lock = || {
        let folder = fs::File::open(dir)?;
        folder.lock()?;
        Ok::<_, io::Error>(folder)
    };
    lock().with_context(|| format!("cannot lock {}", dir.display()))
}

/// Elsewhere directories cannot be locked, and exports at the same time are the operator's to avoid.
#[cfg(not(unix))]
fn take_turn(dir: &Path) -> anyhow::Result<()> {
    create_folders(dir).with_context(|| format!("cannot create {}", dir.display()))
}

/// How the name of a draft begins and ends, with the process's number between.
const DRAFT: (&str, &str) = (".porthole-", ".part");

/// Removes what an interrupted export left half-written.
fn remove_drafts(dir: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))? {
        let entry = entry.with_context(|| format!("cannot read {}", dir.display()))?;
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(DRAFT.0)?.strip_suffix(DRAFT.1));
        if process.is_some_and(|process| process.parse::<u32>().is_ok()) {
            let path = entry.path();
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}

/// Writes to another file first and renames it, so that a reader of `name` sees the old content or
/// the new one, never a part. All drafts stand in `dir` itself, where the next export finds them.
fn write_file(dir: &Path, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
    let path = dir.join(name);
    let folder = path.parent().unwrap_or(dir);
    create_folders(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let draft = dir.join(format!("{}{}{}", DRAFT.0, std::process::id(), DRAFT.1));
    let written = write_draft(&draft, bytes).and_then(|()| fs::rename(&draft, &path));
    if written.is_err() {
        // The draft may or may not exist; what matters is told by `written`.
        let _ = fs::remove_file(&draft);
    }
    written.with_context(|| format!("cannot write {}", path.display()))
}

fn write_draft(draft: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create_new(draft)?;
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    #[cfg(unix)]
    use std::sync::Barrier;

    use super::{Options, Plan, fs, run};
    use crate::assets::{File, Page};

    fn page(files: &[(&str, &'static str)]) -> Page {
        let file = |text: &'static str| File { plain: text.as_bytes().into(), ..File::default() };
        Page::new(files.iter().map(|(name, text)| ((*name).to_owned(), file(text))))
    }

    fn versions() -> [Page; 3] {
        [
            page(&[("vnc.html", "1"), ("app-1.js", "1"), ("icons/a.png", "1"), ("same.css", "css")]),
            page(&[("vnc.html", "2"), ("app-2.js", "2"), ("new/a.png", "2"), ("same.css", "css")]),
            page(&[("vnc.html", "3"), ("app-3.js", "3"), ("icons/a.png", "3"), ("same.css", "css")]),
        ]
    }

    /// The files that a directory has, with their contents.
    fn contents(dir: &std::path::Path) -> BTreeMap<std::path::PathBuf, String> {
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(dir).unwrap().to_owned();
            if path.is_dir() {
                files.extend(contents(&path).into_iter().map(|(inner, text)| (name.join(inner), text)));
            } else {
                files.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
        files
    }

    #[test]
    fn an_export_cut_anywhere_is_followed_by_any_other() {
        let versions = versions();
        for next in &versions {
            let fresh = tempfile::tempdir().unwrap();
            run(next, fresh.path(), Options::default()).unwrap();
            for taken in 0.. {
                let temp = tempfile::tempdir().unwrap();
                let dir = temp.path();
                run(&versions[0], dir, Options::default()).unwrap();
                let plan = Plan::new(&versions[1], dir, Options::default()).unwrap();
                let steps = plan.steps(&versions[1]);
                for step in steps.iter().take(taken) {
                    step.take(dir).unwrap();
                }
                run(next, dir, Options::default()).unwrap();
                assert_eq!(contents(dir), contents(fresh.path()), "after {taken} steps");
                assert!(run(next, dir, Options::default()).unwrap().is_empty(), "after {taken} steps");
                if taken == steps.len() {
                    break;
                }
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn exports_at_the_same_time_follow_one_another() {
        let versions = versions();
        let [first, second, _] = versions.each_ref().map(|version| {
            let fresh = tempfile::tempdir().unwrap();
            run(version, fresh.path(), Options::default()).unwrap();
            contents(fresh.path())
        });
        for _ in 0..20 {
            let temp = tempfile::tempdir().unwrap();
            let dir = temp.path().join("share/porthole");
            let start = Barrier::new(2);
            std::thread::scope(|scope| {
                for version in &versions[..2] {
                    scope.spawn(|| {
                        start.wait();
                        run(version, &dir, Options::default()).unwrap();
                    });
                }
            });
            let found = contents(&dir);
            assert!(found == first || found == second, "{found:?}");
        }
    }
}

//! Tokens from a file, or from all files of a directory, in websockify's format.
//!
//! A line is `token: host:port`; `#` begins a comment line. Each lookup looks at the files' times
//! and sizes, which is cheap, and reads them again when these have changed.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, Metadata};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use tracing::{info, warn};

use super::{Refused, Resolving, Target, Token, TokenSource};

/// A file of tokens, or a directory of such files. Of two lines for one token the later one
/// counts; files follow one another by name.
#[derive(Clone, Debug)]
pub struct TokenFile {
    path: PathBuf,
    table: Arc<Mutex<Table>>,
}

impl TokenFile {
    /// Reads `path` for the first time.
    ///
    /// # Errors
    /// If it cannot be read. Later the same only closes the door until it can be again.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let table =
            Table::read(path).with_context(|| format!("cannot read the tokens in {}", path.display()))?;
        info!("{} tokens in {}", table.targets.len(), path.display());
        table.warn_of_news(&BTreeMap::new());
        Ok(Self { path: path.to_owned(), table: Arc::new(Mutex::new(table)) })
    }

    fn look_up(&self, token: &Token) -> Result<Target, Refused> {
        // A panic elsewhere cannot have left half a table: it is replaced as a whole.
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        table.refresh(&self.path).map_err(|error| Refused::Unavailable(error.to_string()))?;
        table.targets.get(token.secret()).cloned().ok_or(Refused::Unknown)
    }
}

impl TokenSource for TokenFile {
    fn resolve<'a>(&'a self, token: Option<&'a Token>) -> Resolving<'a> {
        let Some(token) = token.cloned() else {
            return Box::pin(std::future::ready(Err(Refused::Missing)));
        };
        let source = self.clone();
        Box::pin(async move {
            // The disk may be far away, and must not hold up the sessions of this thread.
            let lookup = tokio::task::spawn_blocking(move || source.look_up(&token)).await;
            lookup.unwrap_or_else(|error| Err(Refused::Unavailable(error.to_string())))
        })
    }
}

/// What the files said when they were read.
#[derive(Debug)]
struct Table {
    targets: HashMap<String, Target>,
    /// In the order of their names, in which the log tells of them.
    contents: BTreeMap<PathBuf, Content>,
    stamps: Vec<(PathBuf, Stamp)>,
    read_at: SystemTime,
}

/// What there is to complain of in one file, and what tells whether that has been done.
#[derive(Debug)]
struct Content {
    digest: u64,
    /// The numbers of the lines that were left out.
    bad_lines: Vec<usize>,
}

impl Table {
    fn read(path: &Path) -> io::Result<Self> {
        let read_at = SystemTime::now();
        // Stamps first: a change in between makes the next lookup read once more.
        Self::read_files(path, stamps(path)?, read_at)
    }

    /// Reads the files that were found at `path`.
    fn read_files(path: &Path, stamps: Vec<(PathBuf, Stamp)>, read_at: SystemTime) -> io::Result<Self> {
        let mut targets = HashMap::new();
        let mut contents = BTreeMap::new();
        for (file, _) in &stamps {
            let text = match fs::read(file) {
                // Removed since the directory was read, which is no matter to the others.
                Err(error) if error.kind() == io::ErrorKind::NotFound && file != path => continue,
                text => text?,
            };
            // Not as a string at once: a byte that is no UTF-8 spoils one line only.
            let bad_lines = parse(&String::from_utf8_lossy(&text), &mut targets);
            let mut hasher = DefaultHasher::new();
            text.hash(&mut hasher);
            contents.insert(file.clone(), Content { digest: hasher.finish(), bad_lines });
        }
        Ok(Self { targets, contents, stamps, read_at })
    }

    fn refresh(&mut self, path: &Path) -> io::Result<()> {
        let stamps = stamps(path)?;
        if self.stamps == stamps && self.is_settled() {
            return Ok(());
        }
        let earlier = std::mem::replace(self, Self::read(path)?);
        self.warn_of_news(&earlier.contents);
        Ok(())
    }

    /// Names the bad lines in the log by their numbers, not by their content, which is secret.
    fn warn_of_news(&self, earlier: &BTreeMap<PathBuf, Content>) {
        for (file, line) in self.news(earlier) {
            warn!("line {line} of {} is not `token: host:port` and is left out", file.display());
        }
    }

    /// The bad lines in files that do not say what they said earlier. Files may be read again without
    /// a change and by anyone's lookup, which must not fill the log.
    fn news(&self, earlier: &BTreeMap<PathBuf, Content>) -> Vec<(&Path, usize)> {
        let is_new = |file: &Path, content: &Content| {
            earlier.get(file).is_none_or(|earlier| earlier.digest != content.digest)
        };
        let changed = self.contents.iter().filter(|(file, content)| is_new(file, content));
        changed
            .flat_map(|(file, content)| content.bad_lines.iter().map(|line| (file.as_path(), *line)))
            .collect()
    }

    /// Whether every file was old enough when it was read. A file that is written twice within one
    /// tick of the file system's clock may show the same stamp for two contents.
    fn is_settled(&self) -> bool {
        self.stamps.iter().all(|(_, stamp)| {
            self.read_at.duration_since(stamp.modified).is_ok_and(|age| age > COARSEST_CLOCK)
        })
    }
}

/// FAT's two seconds; other file systems count finer.
const COARSEST_CLOCK: Duration = Duration::from_secs(2);

/// What changes when a file does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: SystemTime,
    len: u64,
    inode: u64,
}

impl Stamp {
    fn new(metadata: &Metadata) -> io::Result<Self> {
        Ok(Self { modified: metadata.modified()?, len: metadata.len(), inode: inode(metadata) })
    }
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_metadata: &Metadata) -> u64 {
    0
}

/// The files behind `path` in the order of their names, with their stamps. Hidden files in a
/// directory are an editor's or a deployment tool's own.
fn stamps(path: &Path) -> io::Result<Vec<(PathBuf, Stamp)>> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_dir() {
        return Ok(vec![(path.to_owned(), Stamp::new(&metadata)?)]);
    }
    let mut stamps = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let path = entry.path();
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_file() => stamps.push((path, Stamp::new(&metadata)?)),
            Ok(_) => {}
            // Removed since the directory was read.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    stamps.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(stamps)
}

/// Reads the lines of one file, and returns the numbers of those that cannot be read.
fn parse(text: &str, targets: &mut HashMap<String, Target>) -> Vec<usize> {
    let mut bad_lines = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match split(line).map(|(token, target)| (token, target.parse::<Target>())) {
            Some((token, Ok(target))) => {
                targets.insert(token.to_owned(), target);
            }
            _ => bad_lines.push(index + 1),
        }
    }
    bad_lines
}

/// Splits at the first colon that is followed by white space; a token may hold other colons.
fn split(line: &str) -> Option<(&str, &str)> {
    let (at, _) = line.match_indices(':').find(|(at, _)| line[at + 1..].starts_with(char::is_whitespace))?;
    let (token, target) = (line[..at].trim(), line[at + 1..].trim());
    (!token.is_empty()).then_some((token, target))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashMap};
    use std::fs;
    use std::time::SystemTime;

    use super::{Table, parse, stamps};

    #[test]
    fn lines_are_read_as_websockify_reads_them() {
        let text = "\u{feff}#x\n# a comment\n\n one: 10.0.0.1:5900\ntwo:\t[::1]:5901\r\n  \nthree:host:1\n\
                    four: unix_socket:/run/vm.sock\nwith:colon: host:2\none: 10.0.0.2:5900\nfive: host\n: host:1\n";
        let mut targets = HashMap::new();
        assert_eq!(parse(text, &mut targets), [1, 7, 11, 12]);
        let mut read: Vec<_> =
            targets.iter().map(|(token, target)| (token.as_str(), target.to_string())).collect();
        read.sort();
        assert_eq!(
            read,
            [
                ("four", "unix_socket:/run/vm.sock".to_owned()),
                ("one", "10.0.0.2:5900".to_owned()),
                ("two", "[::1]:5901".to_owned()),
                ("with:colon", "host:2".to_owned()),
            ]
        );
    }

    #[test]
    fn a_file_that_vanishes_takes_only_its_own_tokens_along() {
        let dir = tempfile::tempdir().unwrap();
        let [kept, removed] = ["kept", "removed"].map(|name| dir.path().join(name));
        fs::write(&kept, "one: host:1\n").unwrap();
        fs::write(&removed, "two: host:2\n").unwrap();
        let found = stamps(dir.path()).unwrap();
        fs::remove_file(&removed).unwrap();
        let table = Table::read_files(dir.path(), found, SystemTime::now()).unwrap();
        assert!(table.targets.keys().eq(["one"]));
        assert_ne!(table.stamps, stamps(dir.path()).unwrap(), "the next lookup reads again");

        let found = stamps(&kept).unwrap();
        fs::remove_file(&kept).unwrap();
        assert!(Table::read_files(&kept, found, SystemTime::now()).is_err(), "the only file is missed");
    }

    #[test]
    fn a_bad_line_is_complained_of_once() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("tokens");
        fs::write(&file, "one: host:1\nspoilt\n").unwrap();
        let first = Table::read(dir.path()).unwrap();
        assert_eq!(first.news(&BTreeMap::new()), [(file.as_path(), 2)]);
        let again = Table::read(dir.path()).unwrap();
        assert_eq!(again.news(&first.contents), []);
        fs::write(&file, "one: host:1\nspoilt anew\n").unwrap();
        let changed = Table::read(dir.path()).unwrap();
        assert_eq!(changed.news(&again.contents), [(file.as_path(), 2)]);
    }

    #[test]
    fn bad_lines_are_complained_of_in_the_order_of_files_and_lines() {
        let dir = tempfile::tempdir().unwrap();
        let files: Vec<_> = (b'a'..=b'z').map(|name| dir.path().join(char::from(name).to_string())).collect();
        for file in files.iter().rev() {
            fs::write(file, "spoilt\none: host:1\nspoilt\n").unwrap();
        }
        let table = Table::read(dir.path()).unwrap();
        let expected: Vec<_> =
            files.iter().flat_map(|file| [1, 3].map(|line| (file.as_path(), line))).collect();
        assert_eq!(table.news(&BTreeMap::new()), expected);
    }
}

//! `porthole export`: what it writes, and what it leaves alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use porthole::assets::{File, Page};
use porthole::export::{self, Options, Report};

const FORCE: Options = Options { force: true, dry_run: false };
const DRY_RUN: Options = Options { force: false, dry_run: true };

fn page(files: &[(&str, &'static str)]) -> Page {
    let file = |text: &'static str| File { plain: text.as_bytes().into(), ..File::default() };
    Page::new(files.iter().map(|(name, text)| ((*name).to_owned(), file(text))))
}

fn old_page() -> Page {
    page(&[("vnc.html", "old"), ("app-11111111.js", "js"), ("icons/old/a.png", "png"), ("same.css", "css")])
}

fn new_page() -> Page {
    page(&[("vnc.html", "new"), ("app-22222222.js", "js"), ("same.css", "css")])
}

fn export(page: &Page, dir: &Path) -> Report {
    export::run(page, dir, Options::default()).unwrap()
}

/// All files below a directory, by their relative names.
fn contents(dir: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
                files.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

#[test]
fn an_export_is_the_page_and_a_second_one_changes_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("share/porthole");
    let first = export(&old_page(), &dir);
    assert_eq!((first.created.len(), first.unchanged), (6, 0));
    let files = contents(&dir);
    assert_eq!(files["vnc.html"], "old");
    assert_eq!(files["icons/old/a.png"], "png");
    assert_eq!(files["defaults.json"], "{}\n");
    assert_eq!(files["mandatory.json"], "{}\n");

    let modified = |name: &str| fs::metadata(dir.join(name)).unwrap().modified().unwrap();
    let before: Vec<_> = files.keys().map(|name| modified(name)).collect();
    let second = export(&old_page(), &dir);
    assert!(second.is_empty(), "{second:?}");
    assert!(second.to_string().contains("nothing changed"), "{second}");
    assert_eq!(contents(&dir), files);
    assert_eq!(files.keys().map(|name| modified(name)).collect::<Vec<_>>(), before);
}

#[test]
fn a_newer_page_replaces_an_older_one_and_takes_its_leftovers_away() {
    let temp = tempfile::tempdir().unwrap();
    export(&old_page(), temp.path());
    fs::write(temp.path().join("theirs.txt"), "theirs").unwrap();
    let report = export(&new_page(), temp.path());
    assert_eq!(report.created, ["app-22222222.js"]);
    assert_eq!(report.updated, ["vnc.html"]);
    assert_eq!(report.removed, ["app-11111111.js", "icons/old/a.png"]);
    let mut names: Vec<_> = contents(temp.path()).into_keys().collect();
    names.sort();
    assert_eq!(
        names,
        [
            ".porthole-manifest",
            "app-22222222.js",
            "defaults.json",
            "mandatory.json",
            "same.css",
            "theirs.txt",
            "vnc.html"
        ]
    );
    assert!(!temp.path().join("icons").exists(), "folders that became empty are gone");
}

#[test]
fn what_an_export_did_not_write_is_in_the_way_until_forced() {
    let temp = tempfile::tempdir().unwrap();
    fs::write(temp.path().join("vnc.html"), "noVNC").unwrap();
    let before = contents(temp.path());
    let refusal = export::run(&new_page(), temp.path(), Options::default()).unwrap_err().to_string();
    assert!(refusal.contains("vnc.html") && refusal.contains("--force"), "{refusal}");
    assert_eq!(contents(temp.path()), before, "nothing was touched");

    let report = export::run(&new_page(), temp.path(), FORCE).unwrap();
    assert_eq!(report.updated, ["vnc.html"]);
    assert_eq!(contents(temp.path())["vnc.html"], "new");
}

#[test]
fn a_file_that_was_changed_since_is_in_the_way_too() {
    let temp = tempfile::tempdir().unwrap();
    export(&old_page(), temp.path());
    fs::write(temp.path().join("vnc.html"), "edited").unwrap();
    assert!(export::run(&new_page(), temp.path(), Options::default()).is_err());
    assert_eq!(contents(temp.path())["vnc.html"], "edited");
}

#[test]
fn a_leftover_that_was_changed_since_is_kept_and_named() {
    let temp = tempfile::tempdir().unwrap();
    export(&old_page(), temp.path());
    fs::write(temp.path().join("app-11111111.js"), "edited").unwrap();
    let report = export(&new_page(), temp.path());
    assert_eq!(report.kept, ["app-11111111.js"]);
    assert_eq!(contents(temp.path())["app-11111111.js"], "edited");
}

#[test]
fn the_operators_settings_survive_every_export() {
    let temp = tempfile::tempdir().unwrap();
    fs::write(temp.path().join("mandatory.json"), "{\"view_only\": true}").unwrap();
    export(&old_page(), temp.path());
    fs::write(temp.path().join("defaults.json"), "{\"resize\": \"scale\"}").unwrap();
    export(&new_page(), temp.path());
    export::run(&new_page(), temp.path(), FORCE).unwrap();
    let files = contents(temp.path());
    assert_eq!(files["mandatory.json"], "{\"view_only\": true}");
    assert_eq!(files["defaults.json"], "{\"resize\": \"scale\"}");
}

#[test]
fn a_dry_run_says_the_same_and_writes_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("new");
    let dry = export::run(&new_page(), &dir, DRY_RUN).unwrap();
    assert!(!dir.exists());
    assert_eq!(dry, export(&new_page(), &dir));

    let before = contents(&dir);
    let dry = export::run(&old_page(), &dir, DRY_RUN).unwrap();
    assert_eq!(contents(&dir), before);
    assert_eq!(dry, export(&old_page(), &dir));
}

#[test]
fn what_an_interrupted_export_left_half_written_is_removed_and_nothing_else() {
    let temp = tempfile::tempdir().unwrap();
    export(&old_page(), temp.path());
    let expected = contents(temp.path());
    fs::write(temp.path().join(".porthole-4711.part"), "ha").unwrap();
    export(&old_page(), temp.path());
    assert_eq!(contents(temp.path()), expected);
    fs::write(temp.path().join(".porthole-theirs.part"), "theirs").unwrap();
    export(&old_page(), temp.path());
    assert!(temp.path().join(".porthole-theirs.part").exists());
}

#[test]
fn folders_and_files_in_each_other_s_place_are_refused_before_anything_is_changed() {
    for in_the_way in ["vnc.html/theirs", "icons"] {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join(in_the_way);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "theirs").unwrap();
        let before = contents(temp.path());
        for options in [Options::default(), FORCE, DRY_RUN] {
            let refusal = export::run(&old_page(), temp.path(), options).unwrap_err().to_string();
            let named = ["vnc.html", "icons/old/a.png"].map(|name| refusal.contains(name));
            assert_eq!(named, [in_the_way.starts_with("vnc"), in_the_way == "icons"], "{refusal}");
            assert_eq!(contents(temp.path()), before, "nothing was touched");
        }
    }
}

#[test]
fn a_manifest_that_leads_outside_is_refused() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("web");
    fs::create_dir(&dir).unwrap();
    fs::write(temp.path().join("precious"), "precious").unwrap();
    fs::write(dir.join(".porthole-manifest"), "00  ../precious\n").unwrap();
    assert!(export::run(&new_page(), &dir, FORCE).is_err());
    assert!(temp.path().join("precious").exists());
}

#[cfg(unix)]
#[test]
fn everyone_may_read_an_export() {
    use std::os::unix::fs::PermissionsExt as _;
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("a/b");
    export(&old_page(), &dir);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for folder in ["", "icons", "icons/old"] {
        assert_eq!(mode(&dir.join(folder)), 0o755, "{folder}");
    }
    for file in contents(&dir).keys() {
        assert_eq!(mode(&dir.join(file)), 0o644, "{file}");
    }
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_not_followed() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("web");
    fs::create_dir(&dir).unwrap();
    fs::write(temp.path().join("target"), "theirs").unwrap();
    std::os::unix::fs::symlink("../target", dir.join("vnc.html")).unwrap();
    assert!(export::run(&new_page(), &dir, Options::default()).is_err());
    export::run(&new_page(), &dir, FORCE).unwrap();
    assert_eq!(fs::read_to_string(temp.path().join("target")).unwrap(), "theirs");
    assert_eq!(fs::read_to_string(dir.join("vnc.html")).unwrap(), "new");
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_a_symbolic_link_is_not_followed() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("web");
    export(&old_page(), &dir);
    fs::rename(dir.join("icons"), temp.path().join("icons")).unwrap();
    std::os::unix::fs::symlink("../icons", dir.join("icons")).unwrap();
    assert!(export::run(&old_page(), &dir, FORCE).is_err());
    let report = export::run(&new_page(), &dir, FORCE).unwrap();
    assert_eq!(report.kept, ["icons/old/a.png"]);
    assert_eq!(fs::read_to_string(temp.path().join("icons/old/a.png")).unwrap(), "png");

    let linked = temp.path().join("linked");
    std::os::unix::fs::symlink(&dir, &linked).unwrap();
    assert!(
        export::run(&new_page(), &linked, Options::default()).unwrap().is_empty(),
        "DIR itself may be a link"
    );
}

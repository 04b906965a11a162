//! Which room may import which: the arrows of ARCHITECTURE.md, held against what Cargo says.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::setup::WASM_TARGET;
use crate::workspace::Workspace;

/// What one package may import.
struct Room {
    package: &'static str,
    /// The packages of this workspace it may name.
    may_import: &'static [&'static str],
    /// What must not be anywhere below it, however it got there.
    never: &'static [&'static [&'static str]],
    runs: Runs,
}

/// Where a package runs, and so which of its dependencies count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Runs {
    InBrowsers,
    Natively,
    Everywhere,
}

/// Stands for all systems that the server runs on. The same everywhere, so that the check is too.
const NATIVE_TARGET: &str = "x86_64-unknown-linux-gnu";

/// Anything that talks to a browser.
const BROWSER: &[&str] =
    &["js-sys", "web-sys", "wasm-bindgen", "wasm-bindgen-futures", "gloo-*", "yew", "yew-*"];
/// Anything that waits: runtimes and the futures' own machinery.
const ASYNC: &[&str] = &["tokio", "tokio-*", "mio", "async-*", "futures", "futures-*", "smol"];
/// Anything that reaches for the machine: sockets, randomness, clocks. (`rand_core` has only the traits, by which
/// randomness is passed in.)
const MACHINE: &[&str] =
    &["socket2", "rand", "getrandom", "fastrand", "chrono", "time", "web-time", "instant"];
const YEW: &[&str] = &["yew", "yew-*"];

const ROOMS: &[Room] = &[
    Room {
        package: "porthole-rfb",
        may_import: &[],
        never: &[BROWSER, ASYNC, MACHINE],
        runs: Runs::Everywhere,
    },
    Room {
        package: "porthole-session",
        may_import: &["porthole-rfb"],
        never: &[BROWSER, ASYNC, MACHINE],
        runs: Runs::Everywhere,
    },
    Room {
        package: "porthole-viewer",
        may_import: &["porthole-rfb", "porthole-session"],
        never: &[YEW],
        runs: Runs::InBrowsers,
    },
    Room {
        package: "porthole-frontend",
        may_import: &["porthole-session", "porthole-viewer"],
        never: &[],
        runs: Runs::InBrowsers,
    },
    Room {
        package: "porthole-desktop",
        may_import: &["porthole-rfb"],
        never: &[BROWSER],
        runs: Runs::Natively,
    },
    Room { package: "porthole", may_import: &["porthole-desktop"], never: &[BROWSER], runs: Runs::Natively },
    Room { package: "porthole-tests", may_import: NATIVE, never: &[], runs: Runs::Natively },
    Room {
        package: "porthole-bench-decoder",
        may_import: &["porthole-rfb"],
        never: &[YEW],
        runs: Runs::InBrowsers,
    },
    Room { package: "porthole-benches", may_import: NATIVE, never: &[], runs: Runs::Natively },
    Room { package: "xtask", may_import: &[], never: &[BROWSER, ASYNC], runs: Runs::Natively },
];

/// What tests and benchmarks look at from outside.
const NATIVE: &[&str] =
    &["porthole", "porthole-desktop", "porthole-rfb", "porthole-session", "porthole-tests"];

/// Holds every package of the workspace to its row above, on each platform that it runs on.
///
/// # Errors
///
/// When an import has no arrow, naming it and the way it came; or when a package has no row.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let mut wrong = BTreeSet::new();
    let mut count = 0;
    for (platform, elsewhere) in [(NATIVE_TARGET, Runs::InBrowsers), (WASM_TARGET, Runs::Natively)] {
        let graph = Graph::read(&workspace.metadata_for(platform)?)?;
        wrong.extend(faults(&graph, elsewhere));
        count = graph.members.len();
    }
    let wrong: Vec<_> = wrong.into_iter().collect();
    ensure!(wrong.is_empty(), "{}\nthe arrows and their reasons are in ARCHITECTURE.md", wrong.join("\n"));
    println!("{count} packages keep to their arrows");
    Ok(())
}

/// What is wrong on one platform, leaving out the packages that run only `elsewhere`.
fn faults(graph: &Graph, elsewhere: Runs) -> Vec<String> {
    let mut wrong = Vec::new();
    for package in &graph.members {
        let Some(room) = ROOMS.iter().find(|room| room.package == package) else {
            wrong.push(format!("{package} has no row in the table of xtask/src/checks/edges.rs"));
            continue;
        };
        if room.runs == elsewhere {
            continue;
        }
        for import in graph.imports_of(package) {
            if graph.members.contains(import) && !room.may_import.contains(&import.as_str()) {
                wrong.push(format!("{package} must not import {import}"));
            }
        }
        let forbidden =
            |name: &str| room.never.iter().flat_map(|group| group.iter()).any(|rule| matches(rule, name));
        for way in graph.ways_to(package, forbidden) {
            let offence = &way[way.len() - 1];
            wrong.push(format!("{package} must not depend on {offence}, as it does by {}", way.join(" > ")));
        }
    }
    wrong
}

/// Whether `name` is meant by `rule`: a name, or the beginning of one followed by `*`.
fn matches(rule: &str, name: &str) -> bool {
    rule.strip_suffix('*').map_or(rule == name, |beginning| name.starts_with(beginning))
}

/// Who imports whom, in builds rather than in tests.
struct Graph {
    members: BTreeSet<String>,
    imports: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    fn read(metadata: &Value) -> Result<Self> {
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let mut names = BTreeMap::new();
        for package in list(&metadata["packages"]) {
            let (Some(id), Some(name)) = (package["id"].as_str(), package["name"].as_str()) else { continue };
            names.insert(id.to_owned(), name.to_owned());
        }
        let name_of = |id: &Value| id.as_str().and_then(|id| names.get(id)).cloned();
        let members = list(&metadata["workspace_members"]).iter().filter_map(name_of).collect();
        let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let nodes = list(&metadata["resolve"]["nodes"]);
        ensure!(!nodes.is_empty(), "`cargo metadata` printed no resolved dependencies");
        for node in nodes {
            let package = name_of(&node["id"]).context("a resolved package has no name")?;
            let is_imported = |dependency: &&Value| {
                // A kind of null is an ordinary dependency; others are for tests or for build scripts.
                list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null())
            };
            let dependencies = list(&node["deps"]);
            let imported =
                dependencies.iter().filter(is_imported).filter_map(|dependency| name_of(&dependency["pkg"]));
            imports.entry(package).or_default().extend(imported);
        }
        Ok(Self { members, imports })
    }

    fn imports_of(&self, package: &str) -> impl Iterator<Item = &String> {
        self.imports.get(package).into_iter().flatten()
    }

    /// For each package below `start` that is `forbidden`, one shortest way there.
    fn ways_to(&self, start: &str, forbidden: impl Fn(&str) -> bool) -> Vec<Vec<String>> {
        let mut seen = BTreeSet::from([start.to_owned()]);
        let mut ways = vec![vec![start.to_owned()]];
        let mut found = Vec::new();
        while !ways.is_empty() {
            let mut next = Vec::new();
            for way in ways {
                for import in self.imports_of(&way[way.len() - 1]) {
                    if seen.insert(import.clone()) {
                        let longer = [way.as_slice(), std::slice::from_ref(import)].concat();
                        if forbidden(import) {
                            found.push(longer);
                        } else {
                            next.push(longer);
                        }
                    }
                }
            }
            ways = next;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Metadata of packages with ordinary dependencies; those in `members` belong to the workspace.
    fn metadata(members: &[&str], edges: &[(&str, &[&str])]) -> Value {
        let nodes: Vec<_> = edges
            .iter()
            .map(|(package, imports)| {
                let imports: Vec<_> = imports
                    .iter()
                    .map(|name| json!({ "pkg": name, "dep_kinds": [{ "kind": null }] }))
                    .collect();
                json!({ "id": package, "deps": imports })
            })
            .collect();
        let packages: Vec<_> = edges.iter().map(|(name, _)| json!({ "id": name, "name": name })).collect();
        json!({ "packages": packages, "workspace_members": members, "resolve": { "nodes": nodes } })
    }

    fn faults_of(metadata: &Value) -> Vec<String> {
        faults(&Graph::read(metadata).unwrap(), Runs::InBrowsers)
    }

    #[test]
    fn an_arrow_against_the_current_is_named() {
        let metadata = metadata(
            &["porthole-rfb", "porthole-session"],
            &[("porthole-rfb", &["porthole-session"]), ("porthole-session", &[])],
        );
        assert_eq!(faults_of(&metadata), ["porthole-rfb must not import porthole-session"]);
    }

    #[test]
    fn what_is_forbidden_is_found_however_deep() {
        let metadata = metadata(
            &["porthole-rfb"],
            &[
                ("porthole-rfb", &["flate2"]),
                ("flate2", &["helper"]),
                ("helper", &["tokio-util"]),
                ("tokio-util", &[]),
            ],
        );
        let faults = faults_of(&metadata);
        assert_eq!(faults.len(), 1);
        assert!(faults[0].ends_with("porthole-rfb > flate2 > helper > tokio-util"), "{faults:?}");
    }

    #[test]
    fn a_new_package_must_be_given_a_row() {
        let faults = faults_of(&metadata(&["porthole-new"], &[("porthole-new", &[])]));
        assert!(faults[0].contains("porthole-new has no row"), "{faults:?}");
    }

    #[test]
    fn a_package_is_judged_only_where_it_runs() {
        let metadata = metadata(&["porthole-viewer"], &[("porthole-viewer", &["yew"]), ("yew", &[])]);
        assert_eq!(faults_of(&metadata), Vec::<String>::new());
        assert_eq!(faults(&Graph::read(&metadata).unwrap(), Runs::Natively).len(), 1);
    }

    #[test]
    fn dependencies_of_tests_are_not_imports() {
        let metadata = json!({
            "packages": [{ "id": "a", "name": "porthole-rfb" }, { "id": "b", "name": "tokio" }],
            "workspace_members": ["a"],
            "resolve": { "nodes": [
                { "id": "a", "deps": [{ "pkg": "b", "dep_kinds": [{ "kind": "dev" }] }] },
                { "id": "b", "deps": [] },
            ] },
        });
        assert_eq!(faults_of(&metadata), Vec::<String>::new());
    }
}

//! The program as its user meets it: help, and sentences when something is wrong.

use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Output, Stdio};

use crate::support::{HTML, Running, request};

fn porthole(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_porthole")).args(arguments).output().unwrap()
}

#[test]
fn help_teaches_by_examples() {
    for arguments in [&["--help"][..], &["web", "--help"], &["export", "--help"]] {
        let output = porthole(arguments);
        assert!(output.status.success());
        let help = String::from_utf8(output.stdout).unwrap();
        assert!(help.contains("Examples:\n  porthole "), "{arguments:?}: {help}");
    }
}

#[test]
fn what_is_wrong_is_said_in_one_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let empty = dir.path().join("empty");
    let page = dir.path().join("page");
    std::fs::create_dir(&empty).unwrap();
    std::fs::create_dir(&page).unwrap();
    std::fs::write(page.join("vnc.html"), HTML).unwrap();
    let broken = dir.path().join("broken.json");
    std::fs::write(&broken, "{\"resize\": }").unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let [empty, page, broken] = [&empty, &page, &broken].map(|path| path.to_str().unwrap());
    for (arguments, words) in [
        (&["export", "/nowhere", "--page", empty][..], "holds no page"),
        (
            &["web", "--listen", "127.0.0.1:0", "--page", "/no/such/dir"],
            "cannot read the page in /no/such/dir",
        ),
        (&["web", "--listen", &taken, "--page", page], "another program already listens there"),
        (
            &["web", "--listen", "127.0.0.1:0", "--page", page, "--mandatory", broken],
            "broken.json is not a JSON object",
        ),
        (&["web", "--listen", "127.0.0.1:0", "--page", page, "--prefix", "novnc"], "starts with a slash"),
        (&["web", "--listen", "127.0.0.1:0", "--frame-ancestors", "a b"], "write an origin such as"),
    ] {
        let output = porthole(arguments);
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{arguments:?}");
        assert!(message.contains(words), "{arguments:?}: {message}");
    }
}

#[test]
fn an_export_reports_what_it_did() {
    let dir = tempfile::tempdir().unwrap();
    let page = dir.path().join("page");
    std::fs::create_dir(&page).unwrap();
    std::fs::write(page.join("vnc.html"), HTML).unwrap();
    let target = dir.path().join("target");
    let [page, target] = [&page, &target].map(|path| path.to_str().unwrap());
    for (arguments, words) in [
        (&["export", target, "--page", page, "--dry-run"][..], "(dry run) created defaults.json\n"),
        (&["export", target, "--page", page], "3 created, 0 updated, 0 removed, 0 unchanged\n"),
        (&["export", target, "--page", page], "all 3 files are up to date, nothing changed\n"),
    ] {
        let output = porthole(arguments);
        let report = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && report.contains(words), "{arguments:?}: {report}");
    }
}

#[test]
fn a_web_server_serves_the_operators_settings_until_it_is_told_to_stop() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("vnc.html"), HTML).unwrap();
    let settings = dir.path().join("site.json");
    std::fs::write(&settings, "{\"view_only\": true}").unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_porthole"));
    program.args(["web", "--listen", "127.0.0.1:0", "--prefix", "/console"]);
    program.arg("--page").arg(dir.path()).arg("--mandatory").arg(&settings);
    let mut running = Running(program.stderr(Stdio::piped()).spawn().unwrap());
    let mut log = BufReader::new(running.0.stderr.take().unwrap()).lines().map(Result::unwrap);
    let line = log.find(|line| line.contains("serving the page on http://")).unwrap();
    let address: SocketAddr = line.split_once("http://").unwrap().1.parse().unwrap();

    assert_eq!(request(address, "GET /healthz").body, b"ok\n");
    assert_eq!(request(address, "GET /console/vnc.html").body, HTML.as_bytes());
    assert_eq!(request(address, "GET /console/mandatory.json").body, b"{\"view_only\": true}");

    let pid = running.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert!(running.0.wait().unwrap().success());
}

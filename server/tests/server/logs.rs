//! The log of the real program: what an operator reads, and what nobody may.

use std::fs::File;
use std::process::Command;
use std::time::{Duration, SystemTime};

use futures_util::{SinkExt as _, StreamExt as _};
use tokio_tungstenite::tungstenite::Message;

use crate::program::Program;
use crate::proxy_support::{closing, dead_target, echo_target, open, receive, within};
use crate::support::HTML;

#[test]
fn too_low_a_limit_of_open_files_is_told_at_the_start() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("vnc.html"), HTML).unwrap();
    // 2 for each console, and 600 beside them.
    for (sessions, is_told) in [("100", false), ("101", true)] {
        let mut shell = Command::new("sh");
        shell.args(["-c", "ulimit -n 800 && exec \"$@\"", "sh", env!("CARGO_BIN_EXE_porthole"), "proxy"]);
        shell.args(["--listen", "127.0.0.1:0", "--target", "127.0.0.1:1", "--max-connections", sessions]);
        shell.arg("--page").arg(dir.path());
        let program = Program::start(shell);
        program.signal("TERM");
        let (_, log) = program.end();
        assert_eq!(log.contains("only 800 files may be open"), is_told, "{log}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_told_in_plain_lines_without_their_tokens() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("vnc.html"), HTML).unwrap();
    let tokens = dir.path().join("tokens");
    let target = echo_target().await;
    let lines = format!("good-5ecre7: {target}\ndead-5ecre7: {}\nspoilt-5ecre7\n", dead_target().await);
    std::fs::write(&tokens, lines).unwrap();
    // A file of the future is read again at each lookup.
    let future = SystemTime::now() + Duration::from_secs(3600);
    File::options().write(true).open(&tokens).unwrap().set_modified(future).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_porthole"));
    program.args(["--log-level", "trace", "proxy", "--listen", "127.0.0.1:0"]);
    program.arg("--page").arg(dir.path()).arg("--token-file").arg(&tokens);
    let program = Program::start(program);
    let address = program.address;

    let mut client = open(address, "/?token=good-5ecre7", &[]).await.unwrap();
    client.send(Message::Binary("12345".into())).await.unwrap();
    receive(&mut client, 5).await;
    client.close(None).await.unwrap();
    while within(client.next()).await.is_some() {}
    for (path, fields) in [
        ("/?token=unknown-5ecre7", &[][..]),
        ("/", &[("cookie", "token=cookie-5ecre7")]),
        ("/?token=dead-5ecre7", &[]),
        ("/?token=good-5ecre7", &[("origin", "http://evil.example/?token=origin-5ecre7")]),
    ] {
        let mut client = open(address, path, fields).await.unwrap();
        closing(&mut client).await;
    }
    let bad = open(address, "/?token=good-5ecre7", &[("sec-websocket-protocol", "base64")]).await;
    assert!(bad.is_err());
    let mut last = open(address, "/", &[("cookie", "token=good-5ecre7")]).await.unwrap();
    last.send(Message::Binary("1".into())).await.unwrap();
    receive(&mut last, 1).await;
    program.signal("TERM");
    assert_eq!(closing(&mut last).await.0, 1001);
    while within(last.next()).await.is_some() {}
    let (status, log) = program.end();
    assert!(status.success(), "a program that is stopped has not failed");

    assert!(!log.contains("5ecre7"), "a token is in the log:\n{log}");
    for words in [
        &format!(" to {target}") as &str,
        "session 1 started: 127.0.0.1:",
        "session 1 ended: 127.0.0.1:",
        "5 bytes from and 5 bytes to the browser",
        "closed by the browser",
        "session 2 refused: 127.0.0.1:",
        "the token is unknown or has expired",
        "cannot be reached",
        "the page was loaded from a host that is not known here",
        "line 3 of ",
        "the proxy is being stopped",
        "stopped",
    ] {
        assert!(log.contains(words), "{words:?} is not in the log:\n{log}");
    }
    assert_eq!(log.matches("line 3 of ").count(), 1, "{log}");
}

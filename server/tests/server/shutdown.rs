//! The end of the program, whatever still goes on in it.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::process::Command;
use std::sync::mpsc;

use crate::program::Program;
use crate::proxy_support::{closing, open};
use crate::support::{HTML, PATIENCE, connect};

fn proxy(dir: &tempfile::TempDir) -> Command {
    fs::write(dir.path().join("vnc.html"), HTML).unwrap();
    fs::write(dir.path().join("tokens"), "").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_porthole"));
    command.args(["proxy", "--listen", "127.0.0.1:0", "--page"]).arg(dir.path());
    command.arg("--token-file").arg(dir.path().join("tokens"));
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lookup_that_hangs_does_not_keep_a_stopped_program_alive() {
    let dir = tempfile::tempdir().unwrap();
    let program = Program::start(proxy(&dir));
    let tokens = dir.path().join("tokens");
    fs::remove_file(&tokens).unwrap();
    assert!(Command::new("mkfifo").arg(&tokens).status().unwrap().success());
    let mut client = open(program.address, "/?token=any", &[]).await.unwrap();
    // This opens once the proxy reads, which then waits for what is never written.
    let (sender, opened) = mpsc::channel();
    std::thread::spawn(move || sender.send(File::options().write(true).open(tokens)));
    let silent = opened.recv_timeout(PATIENCE).expect("the proxy reads its tokens").unwrap();

    program.signal("TERM");
    assert_eq!(closing(&mut client).await.0, 1001);
    drop(client);
    let (status, log) = program.end();
    assert!(status.success(), "{log}");
    drop(silent);
}

#[test]
fn a_second_signal_ends_the_program_at_once() {
    let dir = tempfile::tempdir().unwrap();
    // More than fits between the two, so that a reply that is not read stays under way.
    File::create(dir.path().join("large.js")).unwrap().set_len(64 * 1024 * 1024).unwrap();
    let mut program = Program::start(proxy(&dir));
    let mut stream = connect(program.address);
    stream.write_all(b"GET /large.js HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    stream.read_exact(&mut [0]).unwrap();

    program.signal("TERM");
    program.line_with("stopping: ");
    program.signal("INT");
    let (status, log) = program.end();
    assert_eq!(status.code(), Some(1), "{log}");
    assert!(!log.contains("stopped"), "{log}");
}

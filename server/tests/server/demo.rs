//! `porthole demo`: the URL it prints opens a desktop, and only that URL does.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use crate::proxy_support::{closing, open, receive};
use crate::support::{HTML, Running, request};

#[tokio::test(flavor = "multi_thread")]
async fn the_printed_url_opens_a_desktop() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("vnc_auto.html"), HTML).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_porthole"));
    program.args(["demo", "--listen", "127.0.0.1:0", "--page"]).arg(dir.path());
    let mut running = Running(program.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
    let stdout = BufReader::new(running.0.stdout.take().unwrap());
    let url = stdout.lines().map(Result::unwrap).find(|line| line.starts_with("http://")).unwrap();
    let (address, token) = url
        .strip_prefix("http://")
        .and_then(|url| url.split_once("/vnc_auto.html?path=%3Ftoken%3D"))
        .unwrap_or_else(|| panic!("{url}"));
    let address = address.parse().unwrap();

    assert_eq!(request(address, &format!("GET /vnc_auto.html?path=%3Ftoken%3D{token}")).status, 200);
    for _ in 0..2 {
        let mut client = open(address, &format!("/?token={token}"), &[]).await.unwrap();
        assert_eq!(receive(&mut client, 12).await, b"RFB 003.008\n");
    }
    let mut stranger = open(address, "/?token=00000000-0000-4000-8000-000000000000", &[]).await.unwrap();
    assert_eq!(closing(&mut stranger).await.0, 4401);
}

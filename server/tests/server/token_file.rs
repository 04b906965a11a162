//! Token files: read when they change, and never trusted further than that.

use std::fs;
use std::path::Path;

use porthole::proxy::{Refused, Token, TokenFile, TokenSource as _};

/// Where a token leads, written as in the file.
async fn look_up(source: &TokenFile, token: &str) -> Result<String, Refused> {
    source.resolve(Some(&Token::from(token))).await.map(|target| target.to_string())
}

fn open(path: &Path) -> TokenFile {
    TokenFile::open(path).unwrap()
}

#[tokio::test]
async fn a_file_is_read_again_when_it_changes() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("tokens");
    fs::write(&file, "one: 10.0.0.1:5900\n").unwrap();
    let source = open(&file);
    assert_eq!(look_up(&source, "one").await.unwrap(), "10.0.0.1:5900");
    assert_eq!(look_up(&source, "two").await, Err(Refused::Unknown));
    assert_eq!(source.resolve(None).await, Err(Refused::Missing));

    // The same size, most likely within the same tick of the clock.
    fs::write(&file, "two: 10.0.0.2:5900\n").unwrap();
    assert_eq!(look_up(&source, "one").await, Err(Refused::Unknown));
    assert_eq!(look_up(&source, "two").await.unwrap(), "10.0.0.2:5900");

    // As editors and deployment tools do it.
    let draft = dir.path().join("draft");
    fs::write(&draft, "six: 10.0.0.6:5900\n").unwrap();
    fs::rename(&draft, &file).unwrap();
    assert_eq!(look_up(&source, "six").await.unwrap(), "10.0.0.6:5900");
}

#[tokio::test]
async fn a_directory_is_all_its_files() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a"), "one: 10.0.0.1:5900\nboth: 10.0.0.1:5900\n").unwrap();
    fs::write(dir.path().join("b"), "both: 10.0.0.2:5900\n").unwrap();
    fs::write(dir.path().join(".b.swp"), "hidden: 10.0.0.3:5900\n").unwrap();
    fs::create_dir(dir.path().join("folder")).unwrap();
    let source = open(dir.path());
    assert_eq!(look_up(&source, "one").await.unwrap(), "10.0.0.1:5900");
    assert_eq!(look_up(&source, "both").await.unwrap(), "10.0.0.2:5900");
    assert_eq!(look_up(&source, "hidden").await, Err(Refused::Unknown));

    fs::write(dir.path().join("c"), "three: [::1]:5903\n").unwrap();
    assert_eq!(look_up(&source, "three").await.unwrap(), "[::1]:5903");
    fs::remove_file(dir.path().join("b")).unwrap();
    assert_eq!(look_up(&source, "both").await.unwrap(), "10.0.0.1:5900");
}

#[tokio::test]
async fn tokens_of_a_file_that_is_gone_open_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("tokens");
    assert!(TokenFile::open(&file).is_err(), "at the start it must be there");
    fs::write(&file, "one: 10.0.0.1:5900\n").unwrap();
    let source = open(&file);
    fs::remove_file(&file).unwrap();
    assert!(matches!(look_up(&source, "one").await, Err(Refused::Unavailable(_))));
    fs::write(&file, "one: 10.0.0.1:5900\n").unwrap();
    assert!(look_up(&source, "one").await.is_ok(), "and it may come back");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_unix_socket_can_be_a_target() {
    use std::time::Duration;
    use tokio::io::AsyncReadExt as _;
    let dir = tempfile::tempdir().unwrap();
    let socket = dir.path().join("vm.sock");
    let listener = tokio::net::UnixListener::bind(&socket).unwrap();
    let file = dir.path().join("tokens");
    fs::write(&file, format!("vm: unix_socket:{}\n", socket.display())).unwrap();
    let target = open(&file).resolve(Some(&Token::from("vm"))).await.unwrap();
    let connecting = tokio::spawn(async move { target.connect(Duration::from_secs(60)).await });
    let (mut accepted, _) = listener.accept().await.unwrap();
    drop(connecting.await.unwrap().unwrap());
    assert_eq!(accepted.read(&mut [0]).await.unwrap(), 0);
}

//! Screen and keyboard of a virtual machine in QEMU, the server behind nearly every console that Nova hands out.

use porthole_tests::{porthole::Porthole, process::wait_for_equal};

use crate::support::{
    page::{Console, printable_ascii},
    qemu::{PROMPT, Qemu},
    websockify::Websockify,
};

#[tokio::test]
async fn a_guest_is_seen_and_typed_to_through_the_proxy() {
    let directory = tempfile::tempdir().unwrap();
    let mut machine = Qemu::boot(directory.path());
    let porthole = Porthole::proxy("q1", machine.port, directory.path());
    check_guest(&mut machine, &porthole.access_url("q1", ""), "qemu-proxy").await;
}

#[tokio::test]
async fn a_guest_is_seen_and_typed_to_through_an_exported_page_and_websockify() {
    let directory = tempfile::tempdir().unwrap();
    let mut machine = Qemu::boot(directory.path());
    let web = directory.path().join("web");
    Porthole::export(&web);
    let websockify = Websockify::start(&web, "q2", machine.port, directory.path());
    let url = format!("http://127.0.0.1:{}/vnc_auto.html?path=%3Ftoken%3Dq2", websockify.port);
    check_guest(&mut machine, &url, "qemu-export").await;
}

async fn check_guest(machine: &mut Qemu, url: &str, test: &str) {
    wait_for_equal("the screen of the booted guest", &PROMPT.to_owned(), || {
        machine.text().trim_end().to_owned()
    });
    let browser = Console::open(url).await;
    browser.wait_for_text("Connected to").await;
    let typed: String = printable_ascii().collect();
    // In small portions, as the guest's BIOS keeps no more than fifteen keys.
    for (portion, end) in typed.as_bytes().chunks(8).zip((8..).step_by(8)) {
        browser.type_text(portion.iter().copied().map(char::from)).await;
        let expected = format!("{PROMPT}{}", &typed[..end.min(typed.len())]).trim_end().to_owned();
        wait_for_equal("the guest's screen", &expected, || machine.text().trim_end().to_owned());
    }
    browser.wait_for_picture(test, || machine.screenshot()).await;
    browser.close().await;
}

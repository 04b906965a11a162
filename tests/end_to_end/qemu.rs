//! Screen, keyboard and pointer of a virtual machine in QEMU, the server behind nearly every console that Nova hands out.

use porthole_tests::{porthole::Porthole, process::wait_for_equal};

use crate::support::{
    page::{Console, printable_ascii},
    qemu::{PROMPT, Qemu},
    websockify::Websockify,
};

#[tokio::test]
async fn a_guest_is_seen_typed_to_and_clicked_on_through_the_proxy() {
    let directory = tempfile::tempdir().unwrap();
    let mut machine = Qemu::boot(directory.path());
    let porthole = Porthole::proxy("q1", machine.port, directory.path());
    check_guest(&mut machine, &porthole.access_url("q1", ""), "qemu-proxy").await;
}

#[tokio::test]
async fn a_guest_is_seen_typed_to_and_clicked_on_through_an_exported_page_and_websockify() {
    let directory = tempfile::tempdir().unwrap();
    let mut machine = Qemu::boot(directory.path());
    let websockify = Websockify::with_page("q2", machine.port, directory.path());
    let url = websockify.access_url("q2", "");
    check_guest(&mut machine, &url, "qemu-export").await;
}

async fn check_guest(machine: &mut Qemu, url: &str, test: &str) {
    machine.wait_for_prompt();
    let browser = Console::open(url).await;
    browser.wait_for_text("Connected to").await;
    let typed: String = printable_ascii().collect();
    // In small portions, as the guest's BIOS keeps no more than fifteen keys.
    for (portion, end) in typed.as_bytes().chunks(8).zip((8..).step_by(8)) {
        browser.type_text(portion.iter().copied().map(char::from)).await;
        let expected = format!("{PROMPT}{}", &typed[..end.min(typed.len())]).trim_end().to_owned();
        wait_for_equal("the guest's screen", &expected, || machine.text().trim_end().to_owned());
    }
    let seen = browser.wait_for_picture(test, || machine.screenshot()).await;
    check_clicks(machine, &browser, seen.width, seen.height).await;
    check_resize(machine, &browser, test).await;
    browser.close().await;
}

/// The guest sees a click on the pixel that was clicked: in the corners and inside.
async fn check_clicks(machine: &mut Qemu, browser: &Console, width: usize, height: usize) {
    let [left, top, shown_width, shown_height] = browser.canvas_place().await;
    for (x, y) in [(200, 100), (0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)] {
        let across = (x as f64 + 0.5) / width as f64;
        let down = (y as f64 + 0.5) / height as f64;
        browser.click(left + across * shown_width, top + down * shown_height).await;
        wait_for_equal("the pixel that the guest saw clicked", &[x, y], || {
            let [across, down] = machine.click().map(f64::from);
            // QEMU's own measure is half as fine as the pointer's.
            [(across, width), (down, height)].map(|(part, of)| (part / 65534.0 * of as f64).round() as usize)
        });
    }
}

/// The guest changes its screen to another size, and the canvas follows.
async fn check_resize(machine: &mut Qemu, browser: &Console, test: &str) {
    browser.press("Escape").await;
    browser.wait_for("document.querySelector('canvas').width == 640").await;
    let seen = browser.wait_for_picture(test, || machine.screenshot()).await;
    assert_eq!((seen.width, seen.height), (640, 400));
}

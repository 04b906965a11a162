//! Machines that want to be told how far the pointer moves, and not where it is: the page gives them the pointer.

use std::path::Path;

use fantoccini::actions::{InputSource, MouseActions, PointerAction};
use porthole_tests::{porthole::Porthole, process::wait_for_equal};

use crate::support::{page::Console, qemu::Qemu};

#[tokio::test]
async fn a_mouse_without_places_is_moved_under_pointer_lock() {
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join("log");
    // Without the port where the guest asks for a pointer with places, there is only the PS/2 mouse. QEMU logs each
    // movement that it takes.
    let options = ["-machine", "vmport=off", "-trace", "input_event_rel", "-D", log.to_str().unwrap()];
    let machine = Qemu::boot_with(directory.path(), "", &options);
    let porthole = Porthole::proxy("m1", machine.port, directory.path());
    let browser = Console::open(&porthole.access_url("m1", "")).await;
    browser.wait_for_text("Click the screen to give it the pointer").await;
    let [left, top, width, height] = browser.canvas_place().await;
    let middle = [(width / 2.0) as i32, (height / 2.0) as i32];
    let (x, y) = (left + f64::from(middle[0]), top + f64::from(middle[1]));
    browser.click(x, y).await;
    browser.wait_for("document.pointerLockElement").await;
    browser.wait_for_text("The machine has the pointer").await;
    // On its way to the click, the free pointer was followed from the corner where it is taken to begin.
    wait_for_equal("how far QEMU's mouse has moved", &middle, || moved(&log));

    for [right, down] in [[60, -20], [0, 0], [-40, 10]] {
        let to = PointerAction::MoveTo { duration: None, x: x + f64::from(right), y: y + f64::from(down) };
        browser.client.perform_actions(MouseActions::new("mouse".to_owned()).then(to)).await.unwrap();
        let sum = [middle[0] + right, middle[1] + down];
        wait_for_equal("how far QEMU's mouse has moved", &sum, || moved(&log));
    }

    // What the browser does at Escape.
    browser.evaluate("document.exitPointerLock()").await;
    browser.wait_for_text("Click the screen to give it the pointer").await;
    browser.close().await;
}

/// How far QEMU's mouse has moved altogether, to the right and down.
fn moved(log: &Path) -> [i32; 2] {
    let log = std::fs::read_to_string(log).unwrap_or_default();
    ["axis x", "axis y"].map(|axis| {
        let moves = log.lines().filter(|line| line.contains(axis));
        moves.map(|line| line.rsplit(' ').next().unwrap().parse::<i32>().unwrap()).sum()
    })
}

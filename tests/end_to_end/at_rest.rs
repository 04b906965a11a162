//! What a session costs while nothing happens: no timer and no frame, in the page or in its worker.

use std::{fs, path::Path, time::Duration};

use porthole_tests::porthole::Porthole;
use serde_json::Value;

use crate::support::{page::Console, websockify::Websockify, x_client::XClient, x_servers::XServer};

/// How long nothing has to happen.
const REST: Duration = Duration::from_secs(2);

/// Counts what is asked of the clock and of the screen, by the page and by its worker, each of which starts with this.
/// `tallies()` gives for each how often something was asked for, and for how much of it is waited.
const COUNT: &str = "
    const tally = { asked: 0, pending: new Set() };
    for (const [start, stop] of [
      ['requestAnimationFrame', 'cancelAnimationFrame'], ['setTimeout', 'clearTimeout'], ['setInterval', 'clearInterval'],
    ]) {
      const [ask, cancel] = [self[start], self[stop]];
      self[start] = function (action, ...rest) {
        tally.asked += 1;
        const number = ask.call(self, function (...told) {
          if (start != 'setInterval') tally.pending.delete(start + number);
          return action.apply(this, told);
        }, ...rest);
        tally.pending.add(start + number);
        return number;
      };
      self[stop] = (number) => {
        tally.pending.delete(start + number);
        return cancel.call(self, number);
      };
    }
    const channel = new BroadcastChannel('tallies');
    const counted = () => [tally.asked, tally.pending.size];
    if (self.document) {
      self.tallies = () => new Promise((resolve) => {
        channel.onmessage = ({ data }) => resolve([counted(), data]);
        channel.postMessage('count');
      });
    } else {
      channel.onmessage = () => channel.postMessage(counted());
    }
";

#[tokio::test]
async fn an_idle_session_has_no_timer_and_asks_for_no_frame() {
    let server = XServer::tigervnc("640x480", &[]);
    let client = XClient::cover(&server.display);
    let directory = tempfile::tempdir().unwrap();
    let web = directory.path().join("web");
    Porthole::export(&web);
    count_in(&web);
    let websockify = Websockify::start(&web, "r1", server.port, directory.path());
    let url = websockify.access_url("r1", "&lossless=1");
    let browser = Console::open(&url).await;
    browser.wait_for_picture("at rest", || client.screenshot()).await;
    browser.wait_for("getComputedStyle(document.getElementById('bar')).visibility == 'hidden'").await;
    let rest = come_to_rest(&browser).await;

    // What happens is counted, and then there is rest again.
    client.fill(11, 23, 301, 97, 0x00C0_FFEE);
    browser.wait_for_picture("awake", || client.screenshot()).await;
    let after = come_to_rest(&browser).await;
    assert!(after[1][0].as_u64() > rest[1][0].as_u64(), "the worker's frame was not counted: {rest} {after}");
    browser.close().await;
}

/// Waits until there was a time in which nothing was asked for, nothing was waited for and nothing moved, and returns the
/// tallies of it.
async fn come_to_rest(browser: &Console) -> Value {
    let started = std::time::Instant::now();
    let mut before = Value::Null;
    loop {
        let tallies = "return (async () => [...await tallies(), document.getAnimations().length])()";
        let now = browser.evaluate(tallies).await;
        let waits = now[0][1] != 0 || now[1][1] != 0 || now[2] != 0;
        if now == before && !waits {
            return now;
        }
        assert!(started.elapsed() < porthole_tests::process::PATIENCE, "never at rest: {before}, then {now}");
        before = now;
        tokio::time::sleep(REST).await;
    }
}

/// Puts the counting before the script that starts the exported page, and its worker too.
fn count_in(web: &Path) {
    let files = fs::read_dir(web).unwrap().map(|entry| entry.unwrap().path());
    let boot = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "js"))
        .map(|path| (fs::read_to_string(&path).unwrap(), path))
        .find(|(script, _)| script.contains("function startWorker"));
    let (script, path) = boot.expect("a script that starts the page");
    fs::write(path, format!("{{{COUNT}}}\n{script}")).unwrap();
}

//! The machine's sound: not before the user wants it, and then through the browser's sound card.

use porthole_tests::porthole::Porthole;

use crate::support::{page::Console, qemu::Qemu};

/// Listens to all that goes to the sound card from now on.
const TAP: &str = "
    window.tap = null;
    const connect = AudioNode.prototype.connect;
    AudioNode.prototype.connect = function (to, ...rest) {
      if (to instanceof AudioDestinationNode) {
        window.tap = new AnalyserNode(this.context, { fftSize: 8192, smoothingTimeConstant: 0 });
        connect.call(this, window.tap);
      }
      return connect.call(this, to, ...rest);
    };
    window.pitch = () => {
      const wave = new Float32Array(8192);
      window.tap.getFloatTimeDomainData(wave);
      if (Math.max(...wave) < 0.01) return 0;
      const powers = new Float32Array(window.tap.frequencyBinCount);
      window.tap.getFloatFrequencyData(powers);
      powers.fill(-1000, 0, 4); // what does not swing
      return powers.indexOf(Math.max(...powers)) * window.tap.context.sampleRate / 8192;
    };";

#[tokio::test]
async fn the_speaker_of_a_machine_in_qemu_is_heard_once_the_user_turns_sound_on() {
    let directory = tempfile::tempdir().unwrap();
    let machine = Qemu::boot_beeping(directory.path(), "");
    let porthole = Porthole::proxy("s1", machine.port, directory.path());
    check(&porthole.access_url("s1", ""), 1000.0).await;
}

async fn check(url: &str, pitch: f64) {
    let browser = Console::open_with(url, &["--autoplay-policy=no-user-gesture-required"]).await;
    browser.wait_for_text("Connected to").await;
    browser.evaluate(TAP).await;
    let button = "document.querySelector('.bar-button[title=Sound]')";
    browser.wait_for(button).await;
    browser.evaluate(&format!("{button}.click()")).await;
    browser.wait_for_text("sound is off").await;
    assert!(browser.evaluate("return window.tap").await.is_null(), "nothing is played before it is wanted");
    browser.evaluate("document.getElementById('sound-switch').click()").await;
    browser.wait_for(&format!("window.tap && Math.abs(window.pitch() - {pitch}) < 30")).await;
    browser.wait_for_text("ms after it arrives").await;
    browser.evaluate("document.getElementById('sound-switch').click()").await;
    browser.wait_for("window.tap.context.state == 'closed'").await;
    browser.close().await;
}

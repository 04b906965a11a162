//! A headless Chromium or Firefox, driven over WebDriver.

use std::{path::PathBuf, process::Command, time::Duration};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::process::{PATIENCE, Process, free_port, program, wait_for_port};

/// One browser with one window.
pub struct Browser {
    /// The WebDriver session.
    pub client: Client,
    pub(crate) engine: Engine,
    _driver: Process,
    _profile: TempDir,
}

/// Whose browser it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Chromium,
    Firefox,
}

impl Browser {
    /// Opens a Chromium window whose page area is 1280 by 800 pixels.
    pub async fn open() -> Self {
        Self::open_with(&[]).await
    }

    /// Opens a Chromium window with more command line switches.
    pub async fn open_with(switches: &[&str]) -> Self {
        let port = free_port();
        let mut driver = Command::new(program("chromedriver"));
        driver.arg(format!("--port={port}")).arg("--log-level=OFF");
        let profile = tempfile::tempdir().unwrap();
        let mut arguments = vec![
            "--headless=new".to_owned(),
            // Containers and root accounts have no sandbox; the pages opened here are ours.
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--no-first-run".to_owned(),
            "--window-size=1280,800".to_owned(),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        arguments.extend(switches.iter().map(|&switch| switch.to_owned()));
        let capabilities = json!({
            "goog:chromeOptions": { "args": arguments, "binary": binary("CHROMIUM", "chromium") },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        Self::start(Engine::Chromium, &mut driver, port, capabilities, profile).await
    }

    /// Opens a Firefox window of the size that it has by itself.
    pub async fn open_firefox() -> Self {
        let port = free_port();
        let profile = tempfile::tempdir().unwrap();
        let mut driver = Command::new(program("geckodriver"));
        driver
            .args(["--port", &port.to_string(), "--websocket-port", &free_port().to_string()])
            .arg("--profile-root")
            .arg(profile.path());
        let capabilities = json!({
            "moz:firefoxOptions": {
                "args": ["-headless"],
                "binary": binary("FIREFOX", "firefox-esr"),
            },
        });
        Self::start(Engine::Firefox, &mut driver, port, capabilities, profile).await
    }

    async fn start(
        engine: Engine,
        driver: &mut Command,
        port: u16,
        capabilities: Value,
        profile: TempDir,
    ) -> Self {
        let driver = Process::start(driver);
        wait_for_port(port);
        let Value::Object(capabilities) = capabilities else { unreachable!("written as an object above") };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap_or_else(|error| panic!("the browser does not start: {error}"));
        Self { client, engine, _driver: driver, _profile: profile }
    }

    /// Runs JavaScript in the page and returns what it returns.
    pub async fn evaluate(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Waits until the page's visible text contains `words`, and returns that text.
    pub async fn wait_for_text(&self, words: &str) -> String {
        let started = std::time::Instant::now();
        loop {
            let text = self.evaluate("return document.body ? document.body.innerText : ''").await;
            let text = text.as_str().unwrap_or_default();
            if text.contains(words) {
                return text.to_owned();
            }
            assert!(started.elapsed() < PATIENCE, "the page never said \"{words}\"; it says:\n{text}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Ends the session, so that the browser's processes go before their profile does.
    pub async fn close(self) {
        self.client.close().await.unwrap();
    }
}

/// A browser's binary: named in the environment where it goes by another name.
fn binary(variable: &str, name: &str) -> PathBuf {
    std::env::var_os(variable).map_or_else(|| program(name), PathBuf::from)
}

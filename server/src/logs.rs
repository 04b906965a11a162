//! The log: plain lines on standard error, at the level that was asked for.

use std::io::IsTerminal as _;

use clap::ValueEnum;
use tracing::level_filters::LevelFilter;

/// How much the log says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogLevel {
    /// Only what stops the program from doing its work.
    Error,
    /// Also what an operator should look at.
    Warn,
    /// Also one line when a session starts and one when it ends.
    #[default]
    Info,
    /// Also each request and each refused connection.
    Debug,
    /// Everything this program has to say.
    Trace,
}

/// Starts the log. Only this program's own events are written: the crates below it would write
/// request targets, and a token is part of those.
pub fn init(level: LogLevel) {
    let level = match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    let own = tracing_subscriber::filter::Targets::new().with_target(env!("CARGO_CRATE_NAME"), level);
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .with_writer(std::io::stderr);
    let subscriber = {
        use tracing_subscriber::layer::SubscriberExt as _;
        tracing_subscriber::registry().with(own).with(lines)
    };
    // A second start, as tests make it, keeps the first log.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

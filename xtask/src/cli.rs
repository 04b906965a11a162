//! The command line: which task was asked for, with which options.

use std::ffi::OsString;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use lexopt::prelude::*;

use crate::fuzz;
use crate::test_run::Part;

/// What `cargo xtask help` prints.
pub(crate) const HELP: &str = "\
Usage: cargo xtask COMMAND

  demo [ARG…]         build the page and the server, run `porthole demo ARG…`, print an access_url
  serve [ARG…]        run `trunk serve ARG…`: the page, built and reloaded at each change, beside a running demo
  test [PART…]        run every test, or only these parts: native, wasm, end-to-end, fuzz
  ci                  all of CI: formatting, lints, rules of the house, tests, docs, sizes, dependencies
  tidy                only the checks of `ci` that compile nothing: the ones to run before each commit
  dist                build dist/ and the release binary with the page inside; print and check their sizes
  bench [ARG…]        measure decoding and drawing, beside noVNC
  fuzz [--minutes N] [TARGET]
                      fuzz every target, or one, for N minutes altogether (1 unless told)
  interop             visit every VNC server there is, and write docs/interop.md
  coverage            how many lines of the protocol engine its tests run; at least 95 % are wanted
  setup               only the set-up that all of these need
  page                the last step of building the page; trunk calls it
  help                this text

Each command first sets up what it needs. Tools of the right version on PATH are used as they are; what is
installed here goes to target/tools.";

/// How long `cargo xtask fuzz` runs unless told.
const DEFAULT_FUZZ_TIME: Duration = Duration::from_secs(60);

/// One task, as asked for on the command line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Task {
    Help,
    Setup,
    Page,
    /// The arguments are those of `porthole demo`.
    Demo {
        arguments: Vec<OsString>,
    },
    /// The arguments are those of `trunk serve`.
    Serve {
        arguments: Vec<OsString>,
    },
    /// No part named means all of them.
    Test {
        parts: Vec<Part>,
    },
    Ci,
    Tidy,
    Dist,
    Coverage,
    Interop,
    /// The arguments are those of the benchmarks.
    Bench {
        arguments: Vec<OsString>,
    },
    Fuzz {
        options: fuzz::Options,
    },
}

/// Reads the command line.
///
/// # Errors
///
/// When the command or one of its options is unknown; the message says which.
pub(crate) fn parse(mut parser: lexopt::Parser) -> Result<Task> {
    let name = match parser.next()? {
        None | Some(Short('h') | Long("help")) => return Ok(Task::Help),
        Some(Value(name)) => name.string()?,
        Some(other) => return Err(other.unexpected().into()),
    };
    let task = match name.as_str() {
        "help" => Task::Help,
        "setup" => Task::Setup,
        "page" => Task::Page,
        "demo" => return Ok(Task::Demo { arguments: parser.raw_args()?.collect() }),
        "serve" => return Ok(Task::Serve { arguments: parser.raw_args()?.collect() }),
        "bench" => return Ok(Task::Bench { arguments: parser.raw_args()?.collect() }),
        "test" => return test_task(&mut parser),
        "fuzz" => return fuzz_task(&mut parser),
        "ci" => Task::Ci,
        "tidy" => Task::Tidy,
        "dist" => Task::Dist,
        "coverage" => Task::Coverage,
        "interop" => Task::Interop,
        unknown => bail!("there is no command '{unknown}'\n\n{HELP}"),
    };
    match parser.next()? {
        None => Ok(task),
        Some(Short('h') | Long("help")) => Ok(Task::Help),
        Some(extra) => Err(extra.unexpected().into()),
    }
}

/// Whether a program that gets these arguments would only explain itself.
pub(crate) fn asks_for_help(arguments: &[OsString]) -> bool {
    arguments.iter().any(|argument| argument == "--help" || argument == "-h")
}

fn test_task(parser: &mut lexopt::Parser) -> Result<Task> {
    let mut parts = Vec::new();
    while let Some(argument) = parser.next()? {
        match argument {
            Value(name) => parts.push(name.string()?.parse()?),
            Short('h') | Long("help") => return Ok(Task::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Test { parts })
}

fn fuzz_task(parser: &mut lexopt::Parser) -> Result<Task> {
    let mut options = fuzz::Options { time: DEFAULT_FUZZ_TIME, target: None };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("minutes") => {
                let minutes: u32 = parser.value()?.parse().context("--minutes takes a whole number")?;
                options.time = Duration::from_secs(60 * u64::from(minutes));
            }
            Value(name) => options.target = Some(name.string()?),
            Short('h') | Long("help") => return Ok(Task::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Fuzz { options })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Task> {
        parse(lexopt::Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn each_command_is_understood() {
        for line in ["", "help", "--help", "ci -h", "test --help", "fuzz rre --help"] {
            assert_eq!(parsed(line).unwrap(), Task::Help, "{line}");
        }
        assert_eq!(parsed("ci").unwrap(), Task::Ci);
        assert_eq!(parsed("test").unwrap(), Task::Test { parts: vec![] });
        assert_eq!(
            parsed("test native end-to-end").unwrap(),
            Task::Test { parts: vec![Part::Native, Part::EndToEnd] }
        );
        let options = fuzz::Options { time: Duration::from_secs(300), target: Some("connection".into()) };
        assert_eq!(parsed("fuzz --minutes 5 connection").unwrap(), Task::Fuzz { options });
    }

    #[test]
    fn a_program_that_is_asked_for_help_only_explains_itself() {
        for (line, expected) in [("--help", true), ("--open -h", true), ("--open", false), ("", false)] {
            let arguments: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
            assert_eq!(asks_for_help(&arguments), expected, "{line}");
        }
    }

    #[test]
    fn options_of_the_demo_are_passed_on_untouched() {
        let arguments = vec!["--listen".into(), "127.0.0.1:7000".into(), "--open".into()];
        assert_eq!(parsed("demo --listen 127.0.0.1:7000 --open").unwrap(), Task::Demo { arguments });
    }

    #[test]
    fn what_is_unknown_is_refused_by_name() {
        for line in ["tset", "test nothing", "ci --fast", "fuzz --minutes some"] {
            assert!(parsed(line).is_err(), "{line}");
        }
        assert!(parsed("tset").unwrap_err().to_string().contains("'tset'"));
    }
}

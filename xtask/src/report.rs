//! What happened: steps with their times, tests with their counts, and the table at the end.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::command::Tested;

/// Tests counted over any number of runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) ignored: u64,
}

impl Tally {
    /// Adds the numbers of a line such as `test result: ok. 7 passed; 0 failed; 1 ignored; …`; other lines add nothing.
    pub(crate) fn read_line(&mut self, line: &str) {
        let Some((_, summary)) = line.split_once("test result: ") else { return };
        let count = |word: &str| -> u64 {
            let before = summary.split_once(word).map_or("", |(before, _)| before).trim_end();
            before.rsplit([' ', ';']).next().and_then(|number| number.parse().ok()).unwrap_or(0)
        };
        self.passed += count("passed");
        self.failed += count("failed");
        self.ignored += count("ignored");
    }

    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }
}

/// How a step ended, when it did not fail.
pub(crate) enum Outcome {
    Done,
    /// Tests ran; the failure, if any, is part of [`Tested`].
    Tested(Tested),
    /// Nothing was checked, for this reason.
    Skipped(String),
}

impl From<()> for Outcome {
    fn from((): ()) -> Self {
        Self::Done
    }
}

/// The steps of one run, in order.
pub(crate) struct Report {
    began: Instant,
    steps: Vec<Step>,
    tally: Tally,
}

struct Step {
    name: &'static str,
    took: Duration,
    verdict: Verdict,
}

enum Verdict {
    Passed(Option<Tally>),
    Skipped(String),
    Failed(String),
}

impl Report {
    pub(crate) fn new() -> Self {
        Self { began: Instant::now(), steps: Vec::new(), tally: Tally::default() }
    }

    /// Runs one step. A failure is shown and remembered, and the steps after it still run: one run tells everything
    /// that is wrong.
    pub(crate) fn step(&mut self, name: &'static str, usually: &str, work: impl FnOnce() -> Result<Outcome>) {
        println!("\n=== {name} (usually {usually})");
        let began = Instant::now();
        let verdict = match work() {
            Ok(Outcome::Done) => Verdict::Passed(None),
            Ok(Outcome::Skipped(reason)) => Verdict::Skipped(reason),
            Ok(Outcome::Tested(tested)) => {
                self.tally.add(tested.tally);
                match tested.failure {
                    None if tested.tally.passed == 0 => Verdict::Failed("not one test ran".into()),
                    None => Verdict::Passed(Some(tested.tally)),
                    Some(failure) => Verdict::Failed(failure),
                }
            }
            Err(error) => Verdict::Failed(format!("{error:#}")),
        };
        let took = began.elapsed();
        match &verdict {
            Verdict::Passed(_) => println!("--- {name}: done in {}", seconds(took)),
            Verdict::Skipped(reason) => println!("--- {name}: skipped, {reason}"),
            Verdict::Failed(reason) => println!("--- {name}: FAILED after {}\n{reason}", seconds(took)),
        }
        self.steps.push(Step { name, took, verdict });
    }

    /// Prints the table, then the count of tests on a line of its own.
    ///
    /// # Errors
    ///
    /// When any step failed.
    pub(crate) fn finish(self) -> Result<()> {
        println!("\n{}", self.table());
        let failed: Vec<&str> = self
            .steps
            .iter()
            .filter(|step| matches!(step.verdict, Verdict::Failed(_)))
            .map(|step| step.name)
            .collect();
        if self.tally != Tally::default() {
            println!("{}", closing_line(self.tally));
        }
        if failed.is_empty() { Ok(()) } else { bail!("failed: {}", failed.join(", ")) }
    }

    fn table(&self) -> String {
        let width = self.steps.iter().map(|step| step.name.chars().count()).max().unwrap_or(0);
        let mut table = String::new();
        for step in &self.steps {
            let verdict = match &step.verdict {
                Verdict::Passed(None) => "ok".to_owned(),
                Verdict::Passed(Some(tally)) => format!("ok, {} tests", tally.passed),
                Verdict::Skipped(reason) => format!("skipped: {reason}"),
                Verdict::Failed(_) => "FAILED".to_owned(),
            };
            table.push_str(&format!("{:width$}  {:>8}  {verdict}\n", step.name, seconds(step.took)));
        }
        table.push_str(&format!("{:width$}  {:>8}", "altogether", seconds(self.began.elapsed())));
        table
    }
}

fn closing_line(tally: Tally) -> String {
    let skipped = if tally.ignored > 0 { format!(", {} skipped", tally.ignored) } else { String::new() };
    format!("tests: {} passed, {} failed{skipped}", tally.passed, tally.failed)
}

fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    if whole >= 60 {
        format!("{}m {:02}s", whole / 60, whole % 60)
    } else {
        format!("{:.1}s", time.as_secs_f32())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_summaries_of_test_runs_are_counted() {
        let mut tally = Tally::default();
        tally.read_line(
            "test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 0 filtered out; finished in 0.1s",
        );
        tally.read_line(
            "    console.log div contained: test result: ok. 4 passed; 1 failed; 0 ignored; 2 filtered out",
        );
        tally.read_line("12 passed, 3 failed, says a line of another kind");
        assert_eq!(tally, Tally { passed: 16, failed: 1, ignored: 3 });
    }

    #[test]
    fn the_closing_line_is_one_that_other_programs_can_read() {
        assert_eq!(closing_line(Tally { passed: 9, failed: 0, ignored: 0 }), "tests: 9 passed, 0 failed");
        assert_eq!(
            closing_line(Tally { passed: 9, failed: 1, ignored: 2 }),
            "tests: 9 passed, 1 failed, 2 skipped"
        );
    }

    #[test]
    fn a_failed_step_fails_the_run_and_lets_the_next_one_run() {
        let mut report = Report::new();
        let mut reached = false;
        report.step("first", "no time", || bail!("broken"));
        report.step("second", "no time", || {
            reached = true;
            Ok(Outcome::Done)
        });
        assert!(reached);
        assert_eq!(report.finish().unwrap_err().to_string(), "failed: first");
    }

    #[test]
    fn a_test_run_without_a_single_test_is_a_failure() {
        let mut report = Report::new();
        report.step("empty", "no time", || {
            Ok(Outcome::Tested(Tested { tally: Tally::default(), failure: None }))
        });
        assert!(report.finish().is_err());
    }
}

//! The program `porthole`.

use std::process::ExitCode;

fn main() -> ExitCode {
    porthole::cli::main()
}

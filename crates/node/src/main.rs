//! The `tandem` command.

mod housekeeping;
mod keeping;
mod neighbours;
mod peers;
mod processor;
mod run;

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

use tandem_node::cli::{self, Command, Exit};
use tandem_node::config::{self, Config};

/// Gives memory back after a storm of calls, and is faster than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let exit = match cli::parse() {
        Ok(Command::Client(command)) => cli::run(command),
        Ok(Command::Dev(args)) => match config::dev(&args) {
            Ok(config) => node(&config),
            Err(mistakes) => failed(
                mistakes
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join("\n"),
            ),
        },
        Ok(Command::Serve(args)) => match config::load(&args.config) {
            Ok(config) => node(&config),
            Err(error) => failed(error),
        },
        Err(exit) => exit,
    };
    exit.into()
}

fn node(config: &Config) -> Exit {
    match run::run(config) {
        Ok(()) => Exit::Ok,
        Err(error) => failed(format!("{error:#}")),
    }
}

fn failed(error: impl Display) -> Exit {
    // Nothing is left to tell if standard error is closed.
    let _ = writeln!(io::stderr(), "error: {error}");
    Exit::Error
}

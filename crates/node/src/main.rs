//! The `tandem` command.

use std::io::{self, Write};
use std::process::ExitCode;

use tandem_node::cli::{self, Command, Exit};

fn main() -> ExitCode {
    let exit = match cli::parse() {
        Ok(Command::Client(command)) => cli::run(command),
        Ok(Command::Dev(_) | Command::Serve(_)) => {
            // Nothing is left to tell if standard error is closed.
            let _ = writeln!(io::stderr(), "error: this build has no node in it");
            Exit::Error
        }
        Err(exit) => exit,
    };
    exit.into()
}

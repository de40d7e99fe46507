//! The command line.
//!
//! [`Cli`] is what may be typed; [`run`] carries out everything but `dev` and `serve`, as a client of a running node.
//! Results go to standard output, faults to standard error; [`Exit`] is what scripts see.

mod args;
mod backup;
mod call;
mod cert;
mod client;
mod cluster;
mod config;
mod explain;
mod input;
mod region;
mod rule;
mod table;
mod token;
mod trace;
mod trunk;

use std::io::{self, Write};
use std::process::ExitCode;

pub use args::{Cli, Command, ConfigCommand, Connection, DevArgs, ServeArgs};
pub use client::{Client, ClientError};

use args::Output;
use clap::Parser;
use serde_json::Value;

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// Done.
    Ok,
    /// Refused or failed; the reason is on standard error.
    Error,
    /// Done, and what was compared differs.
    Difference,
    /// Another object has what was asked for, or the data has changed meanwhile.
    Conflict,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Ok => Self::SUCCESS,
            Exit::Error => Self::from(1),
            Exit::Difference => Self::from(2),
            Exit::Conflict => Self::from(3),
        }
    }
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The node refused, or cannot be reached.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// What was given cannot be used: the text says what to change.
    #[error("{0}")]
    Input(String),
    /// The configuration has mistakes.
    #[error(transparent)]
    Config(#[from] crate::config::ConfigError),
    /// Standard output is closed.
    #[error("cannot write the result: {0}")]
    Write(#[from] io::Error),
}

impl Fault {
    /// What scripts see.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Self::Client(error) if error.is_conflict() => Exit::Conflict,
            Self::Client(_) | Self::Input(_) | Self::Config(_) | Self::Write(_) => Exit::Error,
        }
    }
}

/// Reads the arguments. Help and version are printed and are no command; neither is a fault, which is told.
///
/// # Errors
/// How to end: a fault in the arguments is [`Exit::Error`], where other programs use the number of
/// [`Exit::Difference`].
pub fn parse() -> Result<Command, Exit> {
    match Cli::try_parse() {
        Ok(cli) => Ok(cli.command),
        Err(told) => {
            // Nothing is left to tell if the output is closed.
            let _ = told.print();
            Err(if told.use_stderr() {
                Exit::Error
            } else {
                Exit::Ok
            })
        }
    }
}

/// Carries out a command that is not a node of its own, and tells the reason of a failure.
#[must_use]
pub fn run(command: ClientCommand) -> Exit {
    let mut out = io::stdout().lock();
    let fault = match carry_out(command, &mut out).and_then(|()| Ok(out.flush()?)) {
        Ok(()) => return Exit::Ok,
        Err(fault) => fault,
    };
    // Nothing is left to tell if standard error is closed as well.
    let _ = writeln!(io::stderr(), "error: {fault}");
    fault.exit()
}

/// A command that is carried out at once, by asking a running node or by reading a file.
#[derive(Debug, clap::Subcommand)]
pub enum ClientCommand {
    /// Check or show a configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Create, list, show, change and delete trunks
    #[command(subcommand)]
    Trunk(args::TrunkCommand),
    /// Create, list, show, change and delete dispatch rules
    #[command(subcommand)]
    Rule(args::RuleCommand),
    /// Ask which trunk and rule a call would find, without calling
    Explain(args::ExplainArgs),
    /// List and show calls, live and ended
    #[command(subcommand)]
    Call(args::CallCommand),
    /// Make a cluster, see it, and change who is of it
    #[command(subcommand)]
    Cluster(args::ClusterCommand),
    /// Say which regions calls to a country leave from
    #[command(subcommand)]
    Region(args::RegionCommand),
    /// Write all that a cluster has recorded into a file, while it goes on
    Backup(args::BackupArgs),
    /// Prove that a backup is whole and can be restored by this release
    BackupVerify(args::VerifyArgs),
    /// Make the data of a new cluster's first node from a backup; the node must not run
    Restore(args::RestoreArgs),
}

fn carry_out(command: ClientCommand, out: &mut dyn Write) -> Result<(), Fault> {
    match command {
        ClientCommand::Config(command) => config::run(&command, out),
        ClientCommand::Trunk(command) => trunk::run(command, out),
        ClientCommand::Rule(command) => rule::run(command, out),
        ClientCommand::Explain(args) => explain::run(&args, out),
        ClientCommand::Call(command) => call::run(&command, out),
        ClientCommand::Cluster(command) => cluster::run(command, out),
        ClientCommand::Region(command) => region::run(&command, out),
        ClientCommand::Backup(args) => backup::take(&args, out),
        ClientCommand::BackupVerify(args) => backup::prove(&args, out),
        ClientCommand::Restore(args) => backup::put_back(&args, out),
    }
}

/// Writes an answer: as the node gave it, or through `render`.
fn show(
    output: &Output,
    answer: &Value,
    out: &mut dyn Write,
    render: impl FnOnce(&Value) -> String,
) -> Result<(), Fault> {
    if output.json {
        writeln!(out, "{answer:#}")?;
    } else {
        out.write_all(render(answer).as_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;

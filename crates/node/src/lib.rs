//! The `tandem` command: configuration and command line.
//!
//! Only this crate reads the environment, files and arguments. [`config::Config`] is what a node is told, and
//! [`cli::Cli`] what may be typed; the composition of a running node is in the binary. What the commands ask for is
//! decided elsewhere: they are clients of the API like any other.

pub mod certificates;
pub mod cli;
pub mod config;
pub mod member;

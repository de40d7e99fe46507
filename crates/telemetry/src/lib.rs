//! Logs, traces and the catalogue of metrics.
//!
//! Each instrument is defined once, in [`instruments`], with its unit and its labels; call sites only record.
//! Logs are text or JSON; spans go to an OpenTelemetry collector where one is configured. Phone numbers and
//! secrets do not print: wrap them in [`Private`] where they meet a log. Read [`instruments`] first.

pub mod instruments;
mod line;
mod logs;
mod private;

pub use logs::{LogConfig, LogError, LogFormat, Logs, init};
pub use private::Private;

//! The seam for a simulated disk: when a batch of the log is written, and when it is acknowledged.

use std::io;

use futures::future::BoxFuture;

/// A disk whose time is simulated. Without one the log is written on a thread, as fast as the disk goes.
///
/// An error at either end stops the node, as a failed sync does.
pub trait Pace: Send + Sync + 'static {
    /// Resolves before a batch is written: what fails here is lost.
    fn begin(&self) -> BoxFuture<'_, io::Result<()>>;

    /// Resolves when the batch is durable: what fails here is kept, and was never acknowledged.
    fn end(&self) -> BoxFuture<'_, io::Result<()>>;
}

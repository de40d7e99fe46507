use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::{Receiver, Sender, bounded};
use rustix::event::{EventfdFlags, eventfd};

/// Letters that may wait; the sender of one more is told so.
pub const MAILBOX_BOUND: usize = 65_536;

/// Tells the transaction user's thread something. Cloning it gives another handle.
pub struct Mailbox<M> {
    sender: Sender<M>,
    bell: Arc<Bell>,
}

/// The mailbox is full, or its thread is gone; the letter comes back.
#[derive(Debug, thiserror::Error)]
#[error("the mailbox takes no more")]
pub struct Full<M>(pub M);

/// Wakes the thread, once for all letters that it has not seen.
pub(crate) struct Bell {
    descriptor: OwnedFd,
    is_rung: AtomicBool,
}

impl<M> Clone for Mailbox<M> {
    fn clone(&self) -> Self {
        Self {
            sender: self.sender.clone(),
            bell: Arc::clone(&self.bell),
        }
    }
}

impl<M> Mailbox<M> {
    /// Leaves a letter. Never blocks.
    ///
    /// # Errors
    /// [`Full`].
    pub fn post(&self, mail: M) -> Result<(), Full<M>> {
        self.sender
            .try_send(mail)
            .map_err(|error| Full(error.into_inner()))?;
        self.bell.ring();
        Ok(())
    }

    pub(crate) fn ring(&self) {
        self.bell.ring();
    }
}

impl Bell {
    fn ring(&self) {
        if !self.is_rung.swap(true, Ordering::AcqRel) {
            // A counter that is full has been rung already.
            let _ = rustix::io::write(&self.descriptor, &1_u64.to_ne_bytes());
        }
    }

    /// Silences the bell; letters that come from now on ring again.
    pub(crate) fn answer(&self) {
        if self.is_rung.load(Ordering::Acquire) {
            let _ = rustix::io::read(&self.descriptor, &mut [0; 8]);
            self.is_rung.store(false, Ordering::Release);
        }
    }

    pub(crate) fn descriptor(&self) -> &OwnedFd {
        &self.descriptor
    }
}

pub(crate) fn mailbox<M>() -> std::io::Result<(Mailbox<M>, Receiver<M>, Arc<Bell>)> {
    let (sender, receiver) = bounded(MAILBOX_BOUND);
    let descriptor = eventfd(0, EventfdFlags::NONBLOCK | EventfdFlags::CLOEXEC)?;
    let bell = Arc::new(Bell {
        descriptor,
        is_rung: AtomicBool::new(false),
    });
    Ok((
        Mailbox {
            sender,
            bell: Arc::clone(&bell),
        },
        receiver,
        bell,
    ))
}

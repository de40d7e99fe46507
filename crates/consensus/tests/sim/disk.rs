//! A disk whose time is simulated, and which fails when it is told to.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::future::BoxFuture;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tandem_consensus::Pace;
use tokio::sync::watch;
use tokio::time::sleep;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Works,
    /// Nothing gets on until it works again.
    Stalled,
    /// Power is gone, or the device fails: what is not written yet is lost, nothing more is acknowledged.
    Failed,
}

pub(crate) struct Disk {
    state: watch::Sender<State>,
    rng: Mutex<StdRng>,
}

impl Disk {
    pub(crate) fn new(seed: u64) -> Arc<Self> {
        Arc::new(Self {
            state: watch::Sender::new(State::Works),
            rng: Mutex::new(StdRng::seed_from_u64(seed)),
        })
    }

    pub(crate) fn set(&self, state: State) {
        // A disk that has failed stays so: a restart brings another.
        self.state.send_if_modified(|now| {
            let changes = *now != State::Failed && *now != state;
            if changes {
                *now = state;
            }
            changes
        });
    }

    pub(crate) fn has_failed(&self) -> bool {
        *self.state.borrow() == State::Failed
    }

    fn step(&self) -> BoxFuture<'_, io::Result<()>> {
        Box::pin(async move {
            let micros = self
                .rng
                .lock()
                .expect("not poisoned")
                .random_range(50..1_500);
            sleep(Duration::from_micros(micros)).await;
            let mut state = self.state.subscribe();
            let state = state.wait_for(|state| *state != State::Stalled).await;
            match state.as_deref() {
                Ok(State::Works) => Ok(()),
                Ok(State::Stalled | State::Failed) | Err(_) => {
                    Err(io::Error::other("the disk failed"))
                }
            }
        })
    }
}

impl Pace for Disk {
    fn begin(&self) -> BoxFuture<'_, io::Result<()>> {
        self.step()
    }

    fn end(&self) -> BoxFuture<'_, io::Result<()>> {
        self.step()
    }
}

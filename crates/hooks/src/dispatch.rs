//! Letters to their lanes.

use std::collections::HashMap;
use std::hash::BuildHasher as _;
use std::hash::RandomState;
use std::sync::Arc;
use std::time::Duration;

use tandem_model::WebhookId;
use tandem_telemetry::instruments::{self, WebhookOutcome};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};

use crate::HooksConfig;
use crate::lane::{self, LANE_QUEUE, Letter};

/// Letters that wait for their lane; what comes then is dropped, and counted.
pub const QUEUE: usize = 8_192;

/// Lanes of one receiver: so many calls are told of at once.
const LANES: u64 = 4;

/// Where letters are handed in. Cloning it makes another handle.
#[derive(Clone)]
pub struct Hooks {
    letters: mpsc::Sender<Letter>,
}

/// Owns what delivers.
#[must_use = "dropping it leaves the task alone: call shutdown"]
pub struct HooksOwner {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Hooks {
    /// Starts to deliver.
    pub fn start(config: HooksConfig) -> (Self, HooksOwner) {
        let (letters, handed_in) = mpsc::channel(QUEUE);
        let (stop, stopped) = watch::channel(false);
        let dispatch = Dispatch {
            config: Arc::new(config),
            stop: stopped,
            hasher: RandomState::new(),
            lanes: HashMap::new(),
            tasks: JoinSet::new(),
        };
        let task = tokio::spawn(dispatch.run(handed_in));
        (Self { letters }, HooksOwner { stop, task })
    }

    /// Hands a letter in. Where too many wait it is dropped.
    pub fn send(&self, letter: Letter) {
        if self.letters.try_send(letter).is_err() {
            instruments::webhooks(WebhookOutcome::Dropped, 1);
        }
    }
}

impl HooksOwner {
    /// Takes no more letters, tries none again, and waits so long for those under way.
    pub async fn shutdown(mut self, patience: Duration) {
        self.stop.send_replace(true);
        if tokio::time::timeout(patience, &mut self.task)
            .await
            .is_err()
        {
            self.task.abort();
            // Aborted, it ends at its next step, and its lanes with it.
            let _ = self.task.await;
        }
    }
}

struct Dispatch {
    config: Arc<HooksConfig>,
    stop: watch::Receiver<bool>,
    hasher: RandomState,
    lanes: HashMap<(WebhookId, u64), mpsc::Sender<Letter>>,
    tasks: JoinSet<()>,
}

impl Dispatch {
    async fn run(mut self, mut letters: mpsc::Receiver<Letter>) {
        let mut stop = self.stop.clone();
        loop {
            tokio::select! {
                letter = letters.recv() => match letter {
                    Some(letter) => self.take(letter),
                    None => break,
                },
                Some(_) = self.tasks.join_next() => {
                    self.lanes.retain(|_, lane| !lane.is_closed());
                }
                _ = stop.wait_for(|is_over| *is_over) => break,
            }
        }
        letters.close();
        while let Some(letter) = letters.recv().await {
            self.take(letter);
        }
        self.lanes.clear();
        while self.tasks.join_next().await.is_some() {}
    }

    fn take(&mut self, letter: Letter) {
        let number = self.hasher.hash_one(&letter.call) % LANES;
        let name = (letter.webhook.clone(), number);
        let sent = match self.lanes.get(&name) {
            Some(lane) => lane.try_send(letter),
            None => Err(TrySendError::Closed(letter)),
        };
        match sent {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => instruments::webhooks(WebhookOutcome::Dropped, 1),
            Err(TrySendError::Closed(letter)) => {
                let (lane, letters) = mpsc::channel(LANE_QUEUE);
                let run = lane::run(letters, Arc::clone(&self.config), self.stop.clone());
                self.tasks.spawn(run);
                let is_first = lane.try_send(letter).is_ok();
                debug_assert!(is_first, "a new lane is empty");
                self.lanes.insert(name, lane);
            }
        }
    }
}

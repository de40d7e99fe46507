//! A network in memory that delays, loses, duplicates and cuts, by a seed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::StreamExt;
use futures::stream::BoxStream;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tandem_consensus::peers::{Hello, Lane, Peer, PeerError, Peers, Replies, Reply, wire};
use tandem_consensus::{Member, NodeId, Service};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

/// After how long a caller gives up what got lost.
const LOST_AFTER: Duration = Duration::from_millis(200);

/// How late a duplicate may come.
const LATE_MS: u64 = 2_000;

/// What is wrong with the network now.
#[derive(Clone)]
pub(crate) struct Weather {
    /// Links that carry nothing, each in one direction.
    pub(crate) cut: BTreeSet<(NodeId, NodeId)>,
    /// Nodes that neither take nor send anything; it waits.
    pub(crate) paused: BTreeSet<NodeId>,
    pub(crate) delay_ms: u64,
    pub(crate) loss: f64,
    pub(crate) duplicates: f64,
}

impl Default for Weather {
    fn default() -> Self {
        Self {
            cut: BTreeSet::new(),
            paused: BTreeSet::new(),
            delay_ms: 3,
            loss: 0.0,
            duplicates: 0.0,
        }
    }
}

/// A node that takes messages, until it is dropped.
struct Running {
    service: Service,
    life: watch::Sender<()>,
}

/// Ends with the life of a node.
#[derive(Clone)]
struct Life(watch::Receiver<()>);

impl Life {
    async fn ends(mut self) {
        while self.0.changed().await.is_ok() {}
    }
}

#[derive(Clone)]
pub(crate) struct Net {
    running: Arc<Mutex<BTreeMap<NodeId, Running>>>,
    weather: Arc<watch::Sender<Weather>>,
    rng: Arc<Mutex<StdRng>>,
}

impl Net {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            running: Arc::default(),
            weather: Arc::new(watch::Sender::new(Weather::default())),
            rng: Arc::new(Mutex::new(StdRng::seed_from_u64(seed))),
        }
    }

    pub(crate) fn join(&self, node: NodeId, service: Service) {
        let life = watch::Sender::new(());
        let mut running = self.running.lock().expect("not poisoned");
        running.insert(node, Running { service, life });
    }

    /// Ends every connection to and from a node, as the end of its process does.
    pub(crate) fn leave(&self, node: NodeId) {
        self.running.lock().expect("not poisoned").remove(&node);
        // Whoever waits for the weather looks again.
        self.weather.send_modify(|_| {});
    }

    fn runs(&self, node: NodeId) -> bool {
        let running = self.running.lock().expect("not poisoned");
        running.contains_key(&node)
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Weather)) {
        self.weather.send_modify(change);
    }

    fn chance(&self, probability: f64) -> bool {
        self.rng
            .lock()
            .expect("not poisoned")
            .random_bool(probability)
    }

    fn up_to(&self, limit: u64) -> u64 {
        self.rng
            .lock()
            .expect("not poisoned")
            .random_range(0..=limit)
    }

    /// Whether one message gets from one node to another; resolves when it has, or when the caller gives it up.
    async fn carries(&self, from: NodeId, to: NodeId) -> bool {
        let delay_us = 1_000 * self.weather.borrow().delay_ms;
        sleep(Duration::from_micros(200 + self.up_to(delay_us))).await;
        let mut weather = self.weather.subscribe();
        let has_ended = || !self.runs(from) || !self.runs(to);
        let awake =
            |weather: &Weather| !weather.paused.contains(&from) && !weather.paused.contains(&to);
        let (cut, loss) = match weather.wait_for(|now| awake(now) || has_ended()).await {
            Ok(weather) => (weather.cut.contains(&(from, to)), weather.loss),
            Err(_) => (true, 0.0),
        };
        let lost = cut || has_ended() || self.chance(loss);
        if lost {
            sleep(LOST_AFTER).await;
        }
        !lost
    }
}

fn away() -> PeerError {
    PeerError::Unreachable("the message is lost".to_owned())
}

impl Peers for Net {
    fn peer(&self, hello: Hello, _member: &Member, _lane: Lane) -> Arc<dyn Peer> {
        let net = self.clone();
        Arc::new(Link { net, hello })
    }
}

#[derive(Clone)]
struct Link {
    net: Net,
    hello: Hello,
}

impl Link {
    async fn there(&self) -> Result<(Arc<dyn Peer>, Life), PeerError> {
        if !self.net.carries(self.hello.from, self.hello.to).await {
            return Err(away());
        }
        let (service, life) = {
            let running = self.net.running.lock().expect("not poisoned");
            let node = running.get(&self.hello.to).ok_or_else(away)?;
            (node.service.clone(), Life(node.life.subscribe()))
        };
        Ok((service.admit(&self.hello)?, life))
    }

    async fn back(&self) -> Result<(), PeerError> {
        let carried = self.net.carries(self.hello.to, self.hello.from).await;
        if carried { Ok(()) } else { Err(away()) }
    }

    fn call<T, F>(&self, call: impl FnOnce(Arc<dyn Peer>) -> F + Send + 'static) -> Reply<T>
    where
        F: Future<Output = Result<T, PeerError>> + Send + 'static,
        T: Send + 'static,
    {
        let link = self.clone();
        Box::pin(async move {
            let (peer, life) = link.there().await?;
            let reply = tokio::select! {
                reply = call(peer) => reply,
                () = life.ends() => return Err(away()),
            };
            link.back().await?;
            reply
        })
    }

    /// Replies until one is lost; a stream whose requests got lost ends with an error, and one of a node that ended
    /// just ends.
    fn replies<T: Send + 'static>(
        self,
        replies: Replies<T>,
        life: Life,
        broken: Arc<AtomicBool>,
    ) -> Replies<T> {
        let state = (replies, self, broken, false);
        let next = |(mut replies, link, broken, ended): (
            Replies<T>,
            Self,
            Arc<AtomicBool>,
            bool,
        )| async move {
            if ended {
                return None;
            }
            match replies.next().await {
                Some(reply) => match link.back().await {
                    Ok(()) => Some((reply, (replies, link, broken, false))),
                    Err(lost) => Some((Err(lost), (replies, link, broken, true))),
                },
                None if broken.load(Ordering::Relaxed) => {
                    Some((Err(away()), (replies, link, broken, true)))
                }
                None => None,
            }
        };
        let replies = futures::stream::unfold(state, next);
        replies.take_until(life.ends()).boxed()
    }

    /// Requests until one is lost; some come a second time, much later and by another way.
    fn requests(
        self,
        requests: BoxStream<'static, wire::AppendRequest>,
        broken: Arc<AtomicBool>,
    ) -> BoxStream<'static, wire::AppendRequest> {
        let next = |(mut requests, link, broken): (
            BoxStream<'static, wire::AppendRequest>,
            Self,
            Arc<AtomicBool>,
        )| async move {
            let request = requests.next().await?;
            let probability = link.net.weather.borrow().duplicates;
            if link.net.chance(probability) {
                tokio::spawn(link.clone().again(request.clone()));
            }
            if !link.net.carries(link.hello.from, link.hello.to).await {
                broken.store(true, Ordering::Relaxed);
                return None;
            }
            Some((request, (requests, link, broken)))
        };
        futures::stream::unfold((requests, self, broken), next).boxed()
    }

    async fn again(self, request: wire::AppendRequest) {
        sleep(Duration::from_millis(self.net.up_to(LATE_MS))).await;
        let Ok((peer, _)) = self.there().await else {
            return;
        };
        let requests = futures::stream::iter([request]).boxed();
        if let Ok(replies) = peer.append(requests).await {
            // Nobody waits for the answer to a duplicate.
            let _ = timeout(LOST_AFTER, replies.collect::<Vec<_>>()).await;
        }
    }

    async fn snapshot_again(self, chunks: Vec<wire::SnapshotChunk>) {
        sleep(Duration::from_millis(self.net.up_to(LATE_MS))).await;
        if let Ok((peer, _)) = self.there().await {
            // Nobody waits for the answer to a duplicate.
            let _ = peer
                .install_snapshot(futures::stream::iter(chunks).boxed())
                .await;
        }
    }
}

impl Peer for Link {
    fn append(
        &self,
        requests: BoxStream<'static, wire::AppendRequest>,
    ) -> Reply<Replies<wire::AppendReply>> {
        let link = self.clone();
        Box::pin(async move {
            let (peer, life) = link.there().await?;
            let broken = Arc::new(AtomicBool::new(false));
            let requests = link.clone().requests(requests, Arc::clone(&broken));
            let replies = peer.append(requests).await?;
            Ok(link.replies(replies, life, broken))
        })
    }

    fn vote(&self, request: wire::VoteRequest) -> Reply<wire::VoteReply> {
        let probability = self.net.weather.borrow().duplicates;
        if self.net.chance(probability) {
            let (link, request) = (self.clone(), request);
            tokio::spawn(async move {
                sleep(Duration::from_millis(link.net.up_to(LATE_MS))).await;
                if let Ok((peer, _)) = link.there().await {
                    // Nobody waits for the answer to a duplicate.
                    let _ = peer.vote(request).await;
                }
            });
        }
        self.call(move |peer| peer.vote(request))
    }

    fn transfer_leader(
        &self,
        request: wire::TransferLeaderRequest,
    ) -> Reply<wire::TransferLeaderReply> {
        self.call(move |peer| peer.transfer_leader(request))
    }

    fn install_snapshot(
        &self,
        chunks: BoxStream<'static, wire::SnapshotChunk>,
    ) -> Reply<wire::SnapshotReply> {
        let link = self.clone();
        Box::pin(async move {
            // What gets lost, or comes again late, does so as a whole.
            let chunks: Vec<_> = chunks.collect().await;
            let probability = link.net.weather.borrow().duplicates;
            if link.net.chance(probability) {
                tokio::spawn(link.clone().snapshot_again(chunks.clone()));
            }
            let chunks = futures::stream::iter(chunks).boxed();
            let call = link.call(move |peer| peer.install_snapshot(chunks));
            call.await
        })
    }

    fn fetch_journal(&self, request: wire::JournalRequest) -> Reply<Replies<wire::JournalChunk>> {
        let link = self.clone();
        Box::pin(async move {
            let (peer, life) = link.there().await?;
            let replies = peer.fetch_journal(request).await?;
            Ok(link.replies(replies, life, Arc::default()))
        })
    }
}

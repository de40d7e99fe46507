//! A process that writes to a log and says what was acknowledged, so that it can be killed at any moment.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;

use tandem_consensus::{Consensus, ConsensusOwner, SubmitError};
use tandem_model::{InboundTrunk, Revision};
use tandem_provisioning::{Catalog, Event};

use super::{Seen, envelope, open, trunk};

/// Tells the process where its log is; absent, it does nothing.
const DIR: &str = "TANDEM_TEST_LOG";

/// Tells the process where its numbers begin.
const ROUND: &str = "TANDEM_TEST_ROUND";

const WRITERS: u64 = 8;

/// Numbers that a writer has for itself in a round.
const NUMBERS: u64 = 1_000_000;

/// A snapshot, and with it a purge, every so many acknowledged entries.
const ENTRIES_A_SNAPSHOT: u64 = 700;

/// The child's side: writes until it is killed or its disk fails.
pub(crate) async fn write_until_killed() {
    let Ok(dir) = env::var(DIR) else {
        return;
    };
    let round: u64 = env::var(ROUND).expect("set").parse().expect("a number");
    let (consensus, owner) = open(Path::new(&dir), Arc::new(Seen::default()))
        .await
        .expect("opens");
    // The test harness leaves its own line open.
    writeln!(std::io::stdout()).expect("the parent listens");
    let writers = (0..WRITERS).map(|writer| {
        let first = (round * WRITERS + writer) * NUMBERS;
        write(&consensus, &owner, first)
    });
    futures::future::join_all(writers).await;
    let cause = owner.stopped().await;
    writeln!(std::io::stdout(), "stopped: {cause}").expect("the parent listens");
}

async fn write(consensus: &Consensus, owner: &ConsensusOwner, first: u64) {
    for number in first.. {
        let decide = move |_: &Catalog| -> Result<_, &'static str> {
            Ok(envelope(vec![Event::InboundTrunkCreated(sized_trunk(
                number,
            ))]))
        };
        match consensus.submit(decide).await {
            Ok(recorded) => {
                let mut out = std::io::stdout().lock();
                let told =
                    writeln!(out, "ack {} {number}", recorded.revision).and_then(|()| out.flush());
                told.expect("the parent listens");
                if recorded.revision.0.is_multiple_of(ENTRIES_A_SNAPSHOT) {
                    owner.snapshot().await;
                }
            }
            Err(SubmitError::NotApplied(_) | SubmitError::Unknown(_)) => return,
            Err(SubmitError::Refused(reason)) => panic!("{reason}"),
        }
    }
}

/// Every hundredth trunk is as large as a page of the disk is not.
fn sized_trunk(number: u64) -> Arc<InboundTrunk> {
    let mut trunk = trunk(number);
    if number % 100 == 99 {
        Arc::make_mut(&mut trunk).spec.metadata = "m".repeat(50_000).into();
    }
    trunk
}

/// The parent's side: a running writer.
pub(crate) struct Writer {
    child: Child,
    lines: BufReader<ChildStdout>,
    stopped: bool,
}

/// What was acknowledged: the number of the trunk by revision.
pub(crate) type Acknowledged = BTreeMap<u64, u64>;

impl Writer {
    /// Starts this test's executable again as a writer.
    pub(crate) fn start(dir: &Path, round: u64) -> Self {
        let program = env::current_exe().expect("this executable");
        let mut child = Command::new(program)
            .args(["--exact", "writer_process", "--ignored", "--nocapture"])
            .env(DIR, dir)
            .env(ROUND, round.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a process");
        let lines = BufReader::new(child.stdout.take().expect("piped"));
        Self {
            child,
            lines,
            stopped: false,
        }
    }

    /// Reads acknowledgements until there are so many more, or the writer has gone.
    pub(crate) fn read(&mut self, count: usize, acknowledged: &mut Acknowledged) {
        let wanted = acknowledged.len() + count;
        let mut line = String::new();
        while acknowledged.len() < wanted {
            line.clear();
            if self.lines.read_line(&mut line).expect("readable") == 0 {
                return;
            }
            self.stopped |= line.starts_with("stopped: ");
            // A line that a kill has cut short acknowledges nothing.
            let words = line
                .strip_suffix('\n')
                .and_then(|line| line.strip_prefix("ack "));
            let Some((revision, number)) = words.and_then(|words| words.split_once(' ')) else {
                continue;
            };
            let parse = |text: &str| text.parse().expect("a number");
            acknowledged.insert(parse(revision), parse(number));
        }
    }

    /// Reads what the writer says until it stops by itself, as its disk has failed.
    pub(crate) fn stop(mut self, acknowledged: &mut Acknowledged) {
        self.read(usize::MAX / 2, acknowledged);
        assert!(self.stopped, "the log says that it has stopped");
        self.child.wait().expect("a child");
    }

    /// Kills the writer and reads what it said before.
    pub(crate) fn kill(mut self, acknowledged: &mut Acknowledged) {
        self.child.kill().expect("a child");
        self.read(usize::MAX / 2, acknowledged);
        self.child.wait().expect("a child");
    }
}

/// Opens the log that a writer has left: everything acknowledged is there at its revision, what else is there
/// was on its way, the journal is whole, and it folds to the catalog.
pub(crate) async fn verify(dir: &Path, acknowledged: &mut Acknowledged) {
    let (consensus, owner) = open(dir, Arc::new(Seen::default())).await.expect("opens");
    let catalog = consensus.catalog();
    let journal = consensus
        .journal(Revision(1), usize::MAX)
        .expect("readable");
    let revisions = journal.iter().map(|(revision, _)| revision.0);
    assert!(
        revisions.eq(1..=catalog.revision().0),
        "the journal is whole"
    );
    let mut folded = Catalog::default();
    for (_, envelope) in &journal {
        folded.apply(envelope);
    }
    assert!(
        folded.inbound_trunks().eq(catalog.inbound_trunks()),
        "the journal is the catalog"
    );

    let stored: Acknowledged = journal
        .iter()
        .map(|(revision, envelope)| (revision.0, number(&envelope.events)))
        .collect();
    for (revision, number) in &*acknowledged {
        assert_eq!(
            stored.get(revision),
            Some(number),
            "revision {revision} was acknowledged"
        );
    }
    let unknown = stored.len() - acknowledged.len();
    let known: BTreeSet<u64> = acknowledged.values().copied().collect();
    let surplus = stored.values().filter(|number| !known.contains(number));
    for number in surplus {
        let first = number.is_multiple_of(NUMBERS);
        assert!(
            first || known.contains(&(number - 1)),
            "{number} was on its way"
        );
    }
    assert!(unknown as u64 <= WRITERS, "{unknown} were on their way");
    *acknowledged = stored;
    drop(consensus);
    owner.shutdown().await;
}

fn number(events: &[Event]) -> u64 {
    let [Event::InboundTrunkCreated(trunk)] = events else {
        panic!("a writer creates one trunk at a time");
    };
    assert_eq!(
        *trunk,
        sized_trunk(number_of(trunk)),
        "the trunk is as it was written"
    );
    number_of(trunk)
}

fn number_of(trunk: &InboundTrunk) -> u64 {
    trunk.id.as_str()["ST_".len()..].parse().expect("a number")
}

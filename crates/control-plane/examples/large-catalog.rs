//! Writes the backup of a large catalog, for `loadtest/cluster-run` to restore: `large-catalog TRUNKS FILE`.
//!
//! Each trunk has ten called numbers and ten rules, one for each: trunk 12 has +1000000120 to +1000000129. The event of
//! each is decided and recorded as it is in a node that serves.

use std::fs::File;
use std::io::BufWriter;
use std::sync::Arc;

use anyhow::Context as _;
use futures::StreamExt as _;
use tandem_control_plane::{Config, ControlPlane, Vault};
use tandem_model::{
    Attributes, DispatchRuleSpec, InboundTrunkSpec, MediaEncryption, PhoneNumber, RoomOptions,
    RuleKind, RuleScope, TrunkId,
};
use tandem_provisioning::{Actor, Command, Event};

/// Rules of each trunk.
const RULES: u64 = 10;

/// Commands under way at once.
const AT_ONCE: usize = 2_000;

fn number(trunk: u64, rule: u64) -> PhoneNumber {
    PhoneNumber::new(&format!("+1{:09}", trunk * RULES + rule))
}

fn trunk(trunk: u64) -> Command {
    Command::CreateInboundTrunk(Box::new(InboundTrunkSpec {
        name: format!("trunk {trunk}").into(),
        numbers: (0..RULES).map(|rule| number(trunk, rule)).collect(),
        ..InboundTrunkSpec::default()
    }))
}

fn rule(trunk: u64, rule: u64, id: TrunkId) -> Command {
    Command::CreateDispatchRule(Box::new(DispatchRuleSpec {
        name: format!("rule {trunk}-{rule}").into(),
        metadata: "".into(),
        kind: RuleKind::Individual {
            room_prefix: format!("room-{trunk}-{rule}-").into(),
            no_randomness: false,
        },
        pin: None,
        scope: RuleScope {
            trunk_ids: vec![id],
            numbers: vec![number(trunk, rule)],
            ..RuleScope::default()
        },
        hide_phone_number: false,
        attributes: Attributes::new(),
        room: RoomOptions::default(),
        krisp_enabled: false,
        media_encryption: MediaEncryption::default(),
        media: None,
        terms: None,
    }))
}

/// Records a trunk and its rules.
async fn record(plane: ControlPlane, number: u64) -> anyhow::Result<()> {
    let actor = || Actor("large-catalog".into());
    let receipt = plane.execute(actor(), trunk(number)).await?;
    let [Event::InboundTrunkCreated(made)] = &*receipt.envelope.events else {
        anyhow::bail!("a trunk is one event");
    };
    for of_trunk in 0..RULES {
        let command = rule(number, of_trunk, made.id.clone());
        plane.execute(actor(), command).await?;
    }
    Ok(())
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let usage = "large-catalog TRUNKS FILE";
    let trunks: u64 = arguments.next().context(usage)?.parse().context(usage)?;
    let path = arguments.next().context(usage)?;
    let dir = tempfile::tempdir()?;
    let config = Config {
        dir: dir.path().to_owned(),
        node_id: 1,
        ended_calls: 1,
        metrics: Arc::new(()),
    };
    let (plane, owner) = ControlPlane::open(config, Vault::from_key([7; 32])).await?;
    let mut recorded = futures::stream::iter(0..trunks)
        .map(|number| record(plane.clone(), number))
        .buffer_unordered(AT_ONCE);
    while let Some(recorded) = recorded.next().await {
        recorded?;
    }
    drop(recorded);
    let mut file = BufWriter::new(File::create(&path)?);
    plane.backup()?.write_to(&mut file)?;
    file.into_inner()?.sync_all()?;
    drop(plane);
    owner.shutdown().await;
    Ok(())
}

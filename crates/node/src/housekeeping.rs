//! Gauges are set, rooms reaped and certificates read, once a second.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tandem_capture::Capture;
use tandem_control_plane::ControlPlane;
use tandem_control_plane::trunks::{RegistrationStage, TargetHealth, TrunkStates};
use tandem_node::certificates::Reloader;
use tandem_rooms::Rooms;
use tandem_rtp_io::Media;
use tandem_telemetry::instruments::{self, MetricsPage};

use crate::processor::Processor;

/// How often.
pub(crate) const HOUSEKEEPING: Duration = Duration::from_secs(1);

/// What housekeeping looks after.
pub(crate) struct Watched {
    pub(crate) metrics: MetricsPage,
    pub(crate) rooms: Rooms,
    pub(crate) media: Media,
    pub(crate) plane: ControlPlane,
    pub(crate) capture: Capture,
    pub(crate) reloader: Option<Reloader>,
}

/// Sets gauges and reaps rooms, until it is aborted.
pub(crate) async fn keep_house(
    watched: Watched,
    sip: impl Fn() -> tandem_sip_io::Snapshot + Send + Sync,
) {
    let Watched {
        metrics,
        rooms,
        media,
        plane,
        capture,
        mut reloader,
    } = watched;
    let mut ticks = tokio::time::interval(HOUSEKEEPING);
    let mut processor = Processor::new();
    loop {
        ticks.tick().await;
        metrics.upkeep();
        plane.nodes().set_cpu(processor.permille());
        if let Some(reloader) = &mut reloader {
            reloader.look();
        }
        rooms.reap(Instant::now());
        let (count, people) = rooms.counts();
        instruments::rooms(count, people);
        let counters = media.counters();
        instruments::rtp_packets("received", counters.packets_in.load(Ordering::Relaxed));
        instruments::rtp_packets("sent", counters.packets_out.load(Ordering::Relaxed));
        instruments::rtp_packets("lost", counters.lost.load(Ordering::Relaxed));
        instruments::rtp_packets("concealed", counters.concealed.load(Ordering::Relaxed));
        instruments::rtp_packets("foreign", counters.foreign.load(Ordering::Relaxed));
        instruments::rtp_packets("after-end", counters.after_end.load(Ordering::Relaxed));
        instruments::rtp_engine(
            counters.legs.load(Ordering::Relaxed),
            counters.stalls.load(Ordering::Relaxed),
        );
        let kept = capture.counters();
        instruments::capture(kept.messages, kept.hep_dropped, kept.octets);
        show_trunks(plane.trunk_states());
        let sip = sip();
        instruments::sip_transactions(sip.servers, sip.clients);
        instruments::sip_messages("request", sip.counters.server_transactions);
        instruments::sip_messages("retransmission-in", sip.counters.retransmissions_in);
        instruments::sip_messages("retransmission-out", sip.counters.retransmissions_out);
        instruments::sip_messages("merged", sip.counters.merged);
        instruments::sip_messages("malformed", sip.counters.malformed);
        instruments::sip_messages("overloaded", sip.counters.overloaded);
        instruments::sip_messages("unconfirmed", sip.counters.unconfirmed);
    }
}

fn show_trunks(states: &TrunkStates) {
    for health in TargetHealth::ALL {
        instruments::trunk_targets(health.as_str(), states.targets(health));
    }
    for stage in RegistrationStage::ALL {
        instruments::trunk_registrations(stage.as_str(), states.registrations(stage));
    }
}

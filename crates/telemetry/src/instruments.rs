//! The catalogue of metrics. Durations are in seconds; labels come from bounded sets.

use std::time::Duration;

use metrics::{
    Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

const CALLS: &str = "tandem_calls_total";
const CALLS_ENDED: &str = "tandem_calls_ended_total";
const CALLS_ACTIVE: &str = "tandem_calls_active";
const SETUP: &str = "tandem_call_setup_seconds";
const MATCH: &str = "tandem_match_seconds";
const TRANSACTIONS: &str = "tandem_sip_transactions";
const SIP_COUNTS: &str = "tandem_sip_messages_total";
const RTP_PACKETS: &str = "tandem_rtp_packets_total";
const RTP_JITTER: &str = "tandem_rtp_jitter_seconds";
const CALL_MOS: &str = "tandem_call_mos";
const CALL_LEVEL: &str = "tandem_call_level_dbov";
const CAPTURED: &str = "tandem_captured_messages_total";
const CAPTURE_OCTETS: &str = "tandem_capture_bytes";
const HEP_DROPPED: &str = "tandem_hep_dropped_total";
const RTP_LEGS: &str = "tandem_rtp_legs";
const RTP_STALLS: &str = "tandem_rtp_stalls_total";
const TRUNK_TARGETS: &str = "tandem_trunk_targets";
const TRUNK_PROBES: &str = "tandem_trunk_probes_total";
const TRUNK_REGISTRATIONS: &str = "tandem_trunk_registrations";
const ROOMS: &str = "tandem_rooms";
const PARTICIPANTS: &str = "tandem_participants";
const REVISION: &str = "tandem_revision";
const OBJECTS: &str = "tandem_catalog_objects";
const STALENESS: &str = "tandem_staleness_seconds";
const IS_LEADER: &str = "tandem_is_leader";
const TERM: &str = "tandem_term";
const LAG: &str = "tandem_apply_lag_entries";
const PLACEMENTS: &str = "tandem_placements_total";
const LOG_STOPPED: &str = "tandem_log_stopped";
const COMMITS: &str = "tandem_commits_total";
const COMMIT_TIME: &str = "tandem_commit_seconds";
const WEBHOOKS: &str = "tandem_webhook_deliveries_total";

/// From an INVITE to its 200: from 100 µs on.
const SETUP_BUCKETS: [f64; 14] = [
    0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0, 180.0,
];
/// One match: from 250 ns on.
const MATCH_BUCKETS: [f64; 8] = [2.5e-7, 5e-7, 1e-6, 2e-6, 5e-6, 1e-5, 5e-5, 1e-3];
/// One commit: an fsync and what waits for it.
const COMMIT_BUCKETS: [f64; 10] = [
    0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0,
];
/// Interarrival jitter of a whole call.
const JITTER_BUCKETS: [f64; 8] = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1];

/// Mean opinion scores: 4.3 and more is what the telephone network is, below 3.6 many complain (ITU-T G.107 annex B).
const MOS_BUCKETS: [f64; 7] = [1.5, 2.0, 2.6, 3.1, 3.6, 4.0, 4.3];
/// Telephone speech is at -26 dBov (ITU-T P.56).
const LEVEL_BUCKETS: [f64; 8] = [-50.0, -44.0, -38.0, -32.0, -26.0, -20.0, -14.0, -8.0];

/// Reads all metrics.
#[derive(Clone)]
pub struct MetricsPage(PrometheusHandle);

impl MetricsPage {
    /// The page of Prometheus' text form.
    #[must_use]
    pub fn render(&self) -> String {
        self.upkeep();
        self.0.render()
    }

    /// Sorts what was observed into its buckets. Every observation takes memory until then: call it each second, as
    /// nobody may ever ask for the page.
    pub fn upkeep(&self) {
        self.0.run_upkeep();
    }
}

/// Installs the recorder of this process, once, and describes every instrument.
///
/// # Errors
/// When another recorder has been installed.
pub fn install() -> Result<MetricsPage, BuildError> {
    let name = |name: &str| Matcher::Full(name.to_owned());
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(name(SETUP), &SETUP_BUCKETS)?
        .set_buckets_for_metric(name(MATCH), &MATCH_BUCKETS)?
        .set_buckets_for_metric(name(COMMIT_TIME), &COMMIT_BUCKETS)?
        .set_buckets_for_metric(name(RTP_JITTER), &JITTER_BUCKETS)?
        .set_buckets_for_metric(name(CALL_MOS), &MOS_BUCKETS)?
        .set_buckets_for_metric(name(CALL_LEVEL), &LEVEL_BUCKETS)?
        .install_recorder()?;
    describe();
    // Where nobody has called yet there are no calls, rather than no answer.
    gauge!(CALLS_ACTIVE).set(0.0);
    Ok(MetricsPage(handle))
}

fn describe() {
    describe_counter!(CALLS, Unit::Count, "Calls by the matcher's verdict");
    describe_counter!(
        CALLS_ENDED,
        Unit::Count,
        "Calls that ended, by reason code and by the final status of their INVITE"
    );
    describe_gauge!(CALLS_ACTIVE, Unit::Count, "Calls that ring or are answered");
    describe_histogram!(SETUP, Unit::Seconds, "From an INVITE to its 200");
    describe_histogram!(MATCH, Unit::Seconds, "Deciding one call");
    describe_gauge!(TRANSACTIONS, Unit::Count, "SIP transactions held, by side");
    describe_counter!(
        SIP_COUNTS,
        Unit::Count,
        "SIP requests and what was odd about them, by kind"
    );
    describe_media();
    describe_counter!(CAPTURED, Unit::Count, "SIP messages captured");
    describe_gauge!(CAPTURE_OCTETS, Unit::Bytes, "Memory of captured messages");
    describe_counter!(
        HEP_DROPPED,
        Unit::Count,
        "SIP messages that were not sent to Homer"
    );
    describe_gauge!(RTP_LEGS, Unit::Count, "Media legs open");
    describe_counter!(
        RTP_STALLS,
        Unit::Count,
        "Times that the media thread was late by more than 20 ms"
    );
    describe_trunks();
    describe_gauge!(ROOMS, Unit::Count, "Rooms");
    describe_gauge!(PARTICIPANTS, Unit::Count, "Participants in all rooms");
    describe_gauge!(REVISION, Unit::Count, "The last applied revision");
    describe_gauge!(OBJECTS, Unit::Count, "Trunks and rules in the catalog");
    describe_gauge!(
        STALENESS,
        Unit::Seconds,
        "Since this node heard of a leader; +Inf when it never has"
    );
    describe_gauge!(IS_LEADER, Unit::Count, "1 where this node leads, else 0");
    describe_gauge!(TERM, Unit::Count, "The term that this node is in");
    describe_gauge!(
        LAG,
        Unit::Count,
        "Entries of the log that this node has and has not applied"
    );
    describe_counter!(
        PLACEMENTS,
        Unit::Count,
        "Outbound calls that this node was asked for, by where they went"
    );
    describe_gauge!(
        LOG_STOPPED,
        Unit::Count,
        "1 where the log has stopped, as a failing disk stops it, else 0"
    );
    describe_counter!(COMMITS, Unit::Count, "Commands by outcome");
    describe_counter!(WEBHOOKS, Unit::Count, "Letters to webhooks, by outcome");
    describe_histogram!(
        COMMIT_TIME,
        Unit::Seconds,
        "From a command to its durable revision"
    );
}

fn describe_media() {
    describe_counter!(
        RTP_PACKETS,
        Unit::Count,
        "RTP packets by what became of them"
    );
    describe_histogram!(
        RTP_JITTER,
        Unit::Seconds,
        "Interarrival jitter of a call, at its end"
    );
    describe_histogram!(
        CALL_MOS,
        Unit::Count,
        "Estimated mean opinion score of what came of a caller, at the call's end"
    );
    describe_histogram!(
        CALL_LEVEL,
        Unit::Count,
        "How loud a caller was while he spoke, in dBov, at the call's end"
    );
}

fn describe_trunks() {
    describe_gauge!(
        TRUNK_TARGETS,
        Unit::Count,
        "Targets of outbound trunks that this node asks with OPTIONS, by how they are"
    );
    describe_counter!(
        TRUNK_PROBES,
        Unit::Count,
        "OPTIONS to targets of outbound trunks, by outcome"
    );
    describe_gauge!(
        TRUNK_REGISTRATIONS,
        Unit::Count,
        "Registrations of outbound trunks that this node keeps, by how far they are"
    );
}

/// Counts a verdict: `verdict` is one of the matcher's codes.
pub fn call_decided(verdict: &'static str, took: Duration) {
    counter!(CALLS, "verdict" => verdict).increment(1);
    histogram!(MATCH).record(took.as_secs_f64());
}

/// A target of an outbound trunk was asked: `outcome` is `up`, `unavailable` or `silent`.
pub fn trunk_asked(outcome: &'static str) {
    counter!(TRUNK_PROBES, "outcome" => outcome).increment(1);
}

/// So many targets of outbound trunks are `up`, `down` or `unknown`.
pub fn trunk_targets(health: &'static str, count: usize) {
    gauge!(TRUNK_TARGETS, "health" => health).set(count as f64);
}

/// So many registrations of outbound trunks are `trying`, `registered`, `failed` or `removing`.
pub fn trunk_registrations(stage: &'static str, count: usize) {
    gauge!(TRUNK_REGISTRATIONS, "stage" => stage).set(count as f64);
}

/// A call exists from now on.
pub fn call_began() {
    gauge!(CALLS_ACTIVE).increment(1.0);
}

/// A call was answered so long after its INVITE.
pub fn call_answered(after: Duration) {
    histogram!(SETUP).record(after.as_secs_f64());
}

/// A call that [`call_began`] is over.
pub fn call_ended(reason: &'static str, status: u16) {
    gauge!(CALLS_ACTIVE).decrement(1.0);
    call_refused(reason, status);
}

/// A call was refused before it began.
pub fn call_refused(reason: &'static str, status: u16) {
    counter!(CALLS_ENDED, "reason" => reason, "status" => status_label(status)).increment(1);
}

/// The statuses that Tandem answers an INVITE with; unknown ones fold into `other`.
fn status_label(status: u16) -> &'static str {
    match status {
        200 => "200",
        400 => "400",
        403 => "403",
        404 => "404",
        407 => "407",
        480 => "480",
        486 => "486",
        487 => "487",
        488 => "488",
        500 => "500",
        503 => "503",
        _ => "other",
    }
}

/// A call's media ended with this jitter.
pub fn call_jitter(jitter: Duration) {
    histogram!(RTP_JITTER).record(jitter.as_secs_f64());
}

/// What came of a caller would be rated so, 1 to 4.5.
pub fn call_mos(score: f32) {
    histogram!(CALL_MOS).record(f64::from(score));
}

/// A caller was so loud while he spoke, 0 to 60 dB below the greatest level.
pub fn call_level(below: u8) {
    histogram!(CALL_LEVEL).record(-f64::from(below));
}

/// Messages captured and messages that Homer did not get, since the start; octets that the capture takes now.
pub fn capture(messages: u64, hep_dropped: u64, octets: usize) {
    counter!(CAPTURED).absolute(messages);
    counter!(HEP_DROPPED).absolute(hep_dropped);
    gauge!(CAPTURE_OCTETS).set(as_f64(octets));
}

/// SIP transactions held now.
pub fn sip_transactions(servers: usize, clients: usize) {
    gauge!(TRANSACTIONS, "side" => "server").set(as_f64(servers));
    gauge!(TRANSACTIONS, "side" => "client").set(as_f64(clients));
}

/// SIP messages seen since the start, of one kind.
pub fn sip_messages(kind: &'static str, count: u64) {
    counter!(SIP_COUNTS, "kind" => kind).absolute(count);
}

/// RTP packets since the start, of one kind.
pub fn rtp_packets(kind: &'static str, count: u64) {
    counter!(RTP_PACKETS, "kind" => kind).absolute(count);
}

/// Media legs open now, and stalls since the start.
pub fn rtp_engine(legs: u64, stalls: u64) {
    gauge!(RTP_LEGS).set(as_f64(usize::try_from(legs).unwrap_or(usize::MAX)));
    counter!(RTP_STALLS).absolute(stalls);
}

/// Rooms and participants now.
pub fn rooms(rooms: usize, participants: usize) {
    gauge!(ROOMS).set(as_f64(rooms));
    gauge!(PARTICIPANTS).set(as_f64(participants));
}

/// A revision was applied, and so many trunks and rules are there.
pub fn revision_applied(revision: u64, objects: usize) {
    gauge!(REVISION).set(as_f64(usize::try_from(revision).unwrap_or(usize::MAX)));
    gauge!(OBJECTS).set(as_f64(objects));
}

/// Where a node is in its cluster.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClusterGauges {
    /// Since it heard of a leader; `None` when it never has.
    pub staleness: Option<Duration>,
    /// Whether it leads.
    pub is_leader: bool,
    /// The term that it is in.
    pub term: u64,
    /// Entries that it has and has not applied.
    pub lag: u64,
    /// Whether its log has stopped: it takes no change any more.
    pub has_stopped: bool,
}

/// Where this node is in its cluster now.
pub fn cluster(gauges: &ClusterGauges) {
    let staleness = gauges.staleness.map(|since| since.as_secs_f64());
    gauge!(STALENESS).set(staleness.unwrap_or(f64::INFINITY));
    gauge!(IS_LEADER).set(if gauges.is_leader { 1.0 } else { 0.0 });
    gauge!(LOG_STOPPED).set(if gauges.has_stopped { 1.0 } else { 0.0 });
    gauge!(TERM).set(as_f64(usize::try_from(gauges.term).unwrap_or(usize::MAX)));
    gauge!(LAG).set(as_f64(usize::try_from(gauges.lag).unwrap_or(usize::MAX)));
}

/// An outbound call was placed: `outcome` is `chosen` (the region that is asked first), `fallback` or `none`.
pub fn call_placed(outcome: &'static str) {
    counter!(PLACEMENTS, "outcome" => outcome).increment(1);
}

/// A command was answered: `outcome` is `recorded`, `refused`, `not-applied` or `unknown`.
pub fn command_answered(outcome: &'static str, took: Duration) {
    counter!(COMMITS, "outcome" => outcome).increment(1);
    histogram!(COMMIT_TIME).record(took.as_secs_f64());
}

/// What became of something that a webhook was to be told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WebhookOutcome {
    /// The receiver has taken it.
    Delivered,
    /// It has not, however often it was asked.
    Failed,
    /// Too much waited already.
    Dropped,
}

/// Webhooks were to be told so many things, and this became of them.
pub fn webhooks(outcome: WebhookOutcome, count: u64) {
    let outcome = match outcome {
        WebhookOutcome::Delivered => "delivered",
        WebhookOutcome::Failed => "failed",
        WebhookOutcome::Dropped => "dropped",
    };
    counter!(WEBHOOKS, "outcome" => outcome).increment(count);
}

#[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
fn as_f64(count: usize) -> f64 {
    count as f64
}

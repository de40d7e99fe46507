//! What is counted is on the page, with its help and its unit.

use std::time::Duration;

use tandem_telemetry::instruments as count;

#[test]
fn everything_that_is_counted_is_on_the_page() {
    let page = count::install().expect("the first recorder");
    assert!(page.render().contains("tandem_calls_active 0"));
    count::call_decided("enter", Duration::from_micros(2));
    count::call_began();
    count::call_answered(Duration::from_micros(150));
    count::call_ended("hangup", 200);
    count::call_refused("no-rule", 499);
    count::call_jitter(Duration::from_millis(3));
    count::call_mos(4.1);
    count::call_level(27);
    count::capture(6, 2, 1024);
    count::sip_transactions(2, 1);
    count::sip_messages("request", 7);
    count::rtp_packets("received", 9);
    count::rtp_engine(4, 1);
    count::rooms(2, 3);
    count::revision_applied(11, 5);
    count::command_answered("recorded", Duration::from_millis(1));
    let text = page.render();
    for line in [
        "tandem_calls_total{verdict=\"enter\"} 1",
        "tandem_calls_active 0",
        "tandem_call_setup_seconds_bucket{le=\"0.0002\"} 1",
        "tandem_calls_ended_total{reason=\"hangup\",status=\"200\"} 1",
        "tandem_calls_ended_total{reason=\"no-rule\",status=\"other\"} 1",
        "tandem_match_seconds_bucket{le=\"0.000002\"} 1",
        "tandem_rtp_jitter_seconds_bucket{le=\"0.005\"} 1",
        "tandem_call_mos_bucket{le=\"4.3\"} 1",
        "tandem_call_level_dbov_bucket{le=\"-32\"} 0",
        "tandem_call_level_dbov_bucket{le=\"-26\"} 1",
        "tandem_captured_messages_total 6",
        "tandem_capture_bytes 1024",
        "tandem_hep_dropped_total 2",
        "tandem_sip_transactions{side=\"server\"} 2",
        "tandem_sip_messages_total{kind=\"request\"} 7",
        "tandem_rtp_packets_total{kind=\"received\"} 9",
        "tandem_rtp_legs 4",
        "tandem_rtp_stalls_total 1",
        "tandem_rooms 2",
        "tandem_participants 3",
        "tandem_revision 11",
        "tandem_catalog_objects 5",
        "tandem_commits_total{outcome=\"recorded\"} 1",
        "tandem_commit_seconds_count 1",
    ] {
        assert!(
            text.lines().any(|other| other == line),
            "{line} is not in\n{text}"
        );
    }
    let described = text
        .lines()
        .filter(|line| line.starts_with("# HELP "))
        .count();
    let typed = text
        .lines()
        .filter(|line| line.starts_with("# TYPE "))
        .count();
    assert_eq!((described, typed), (22, 22), "{text}");
}

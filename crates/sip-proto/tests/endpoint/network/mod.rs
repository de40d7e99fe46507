//! Many calls over a network that loses, repeats, delays and reorders: whatever it does, some things hold.

mod callee;
mod caller;
mod link;
mod outbound;
mod world;

use std::time::Duration;

use link::Weather;
use tandem_sip_proto::{Timing, Transport};
use world::{Outcome, World};

/// Worlds a kind of weather.
const SEEDS: u64 = 300;

/// After the last thing that the user did: 64 T1 for an ACK or for late copies, T4 for copies of the ACK.
fn patience() -> Duration {
    let timing = Timing::default();
    timing.t1 * 64 + timing.t4 + Duration::from_secs(1)
}

/// Runs many worlds; gives what came of all their requests.
fn run(weather: Weather, transport: Transport) -> Outcome {
    let mut sum = Outcome::default();
    for seed in 0..SEEDS {
        let mut world = World::new(seed, weather, transport);
        world.run();
        let faults = world.faults(patience());
        assert!(faults.is_empty(), "seed {seed}, {weather:?}: {faults:#?}");
        sum.add(&world.outcome());
    }
    assert!(sum.requests > SEEDS as usize * 6, "{sum:?}");
    sum
}

#[test]
fn over_a_good_network_every_request_is_answered_and_nothing_is_repeated() {
    let weather = Weather {
        loss: 0,
        duplication: 0,
        shortest_delay: 0,
        longest_delay: 20,
    };
    let outcome = run(weather, Transport::Udp);
    assert_eq!((outcome.unanswered, outcome.unconfirmed), (0, 0));
    assert_eq!(outcome.repeated_by_us, 0, "{outcome:?}");
}

#[test]
fn over_tcp_every_request_is_answered_and_nothing_is_repeated() {
    let weather = Weather {
        loss: 0,
        duplication: 0,
        shortest_delay: 10,
        longest_delay: 10,
    };
    let outcome = run(weather, Transport::Tcp);
    assert_eq!((outcome.unanswered, outcome.unconfirmed), (0, 0));
    assert_eq!(outcome.repeated_by_us, 0, "{outcome:?}");
}

#[test]
fn copies_that_overtake_each_other_change_nothing() {
    let weather = Weather {
        loss: 0,
        duplication: 30,
        shortest_delay: 0,
        longest_delay: 400,
    };
    let outcome = run(weather, Transport::Udp);
    assert_eq!((outcome.unanswered, outcome.unconfirmed), (0, 0));
}

#[test]
fn with_five_percent_lost_every_request_is_answered() {
    let weather = Weather {
        loss: 5,
        duplication: 5,
        shortest_delay: 0,
        longest_delay: 200,
    };
    let outcome = run(weather, Transport::Udp);
    assert_eq!((outcome.unanswered, outcome.unconfirmed), (0, 0));
}

#[test]
fn with_thirty_percent_lost_nearly_every_request_is_answered() {
    let weather = Weather {
        loss: 30,
        duplication: 10,
        shortest_delay: 0,
        longest_delay: 400,
    };
    let outcome = run(weather, Transport::Udp);
    // 0.3 or 0.51, to the power of all tries.
    assert!(outcome.unanswered * 100 <= outcome.requests, "{outcome:?}");
    assert!(outcome.repeated_by_us > 0);
}

#[test]
fn when_nearly_all_is_lost_everything_is_given_up_in_time() {
    let weather = Weather {
        loss: 90,
        duplication: 0,
        shortest_delay: 0,
        longest_delay: 100,
    };
    let outcome = run(weather, Transport::Udp);
    assert!(
        outcome.unanswered > 0 && outcome.unconfirmed > 0,
        "{outcome:?}"
    );
}

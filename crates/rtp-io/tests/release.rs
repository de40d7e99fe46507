//! Alone in its file, and so in its process: descriptors are counted.

mod support;

use std::time::Duration;

use support::{HOST, Phone, engine, talk, wait_until};
use tandem_rtp_io::{MediaEvent, MixId};
use tandem_rtp_proto::Codec;

fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").expect("Linux").count()
}

#[test]
fn closed_legs_leave_nothing_and_their_ports_rest() {
    let (media, owner, events) = engine(22_700..=22_799, |config| {
        config.quarantine = Duration::from_secs(3600);
    });
    let before = descriptors();
    let mut phones: Vec<Phone> = (0..10)
        .map(|cookie| Phone::call(&media, Codec::Pcmu, 440.0, cookie))
        .collect();
    for (phone, mix) in phones.iter().zip([1, 1, 2, 2, 3, 3, 4, 5, 5, 5]) {
        media.join(phone.leg, MixId(mix));
    }
    talk(&mut phones, Duration::from_millis(200));
    wait_until("two descriptors a leg, and one a phone", || {
        descriptors() == before + 10 * 3
    });
    assert_eq!(media.ports_in_use(), 10);
    for phone in &phones {
        media.close(phone.leg);
    }
    for phone in 0..10 {
        events.wait(|(cookie, event)| *cookie == phone && matches!(event, MediaEvent::Closed(_)));
    }
    let used: Vec<_> = phones.iter().map(|phone| phone.engine).collect();
    drop(phones);
    assert_eq!(media.ports_in_use(), 0);
    wait_until("every descriptor is closed", || descriptors() == before);
    let fresh: Vec<_> = (0..40)
        .map(|_| media.reserve(*HOST, *HOST).expect("a port"))
        .collect();
    assert!(
        fresh.iter().all(|port| !used.contains(&port.address())),
        "quarantine"
    );
    assert!(media.reserve(*HOST, *HOST).is_err(), "the other ten rest");
    drop(fresh);
    owner.shutdown();
    wait_until("the engine's own descriptors are closed", || {
        descriptors() < before
    });
}

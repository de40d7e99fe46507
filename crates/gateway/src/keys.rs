use std::time::{Duration, Instant};

/// A key that was heard and comes again by signalling within this time is the same: INFO may follow only when a key is let go.
const SAME: Duration = Duration::from_secs(2);

/// How keys come from the peer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum KeyWay {
    /// As RFC 4733 events.
    Events,
    /// By INFO.
    Info,
    /// As tones that were looked for.
    Sound,
}

/// How the keys of one call come: peers that send each one in two ways press it once.
#[derive(Default, Debug)]
pub(crate) struct Keys {
    /// How the first came that was no mere sound.
    way: Option<KeyWay>,
    /// The last that was heard.
    heard: Option<(char, Instant)>,
}

impl Keys {
    /// Whether a key is pressed anew. What is signalled in one way counts in no other, and once anything is signalled, sound counts
    /// no more: a voice may be mistaken for a key, and must not take the place of those that the peer signals.
    pub(crate) fn is_new(&mut self, way: KeyWay, key: char, now: Instant) -> bool {
        if way == KeyWay::Sound {
            let is_new = self.way.is_none();
            self.heard = is_new.then_some((key, now));
            return is_new;
        }
        let first = *self.way.get_or_insert(way);
        let heard = self.heard.take();
        let is_same = heard
            .is_some_and(|(heard, at)| heard == key && now.saturating_duration_since(at) <= SAME);
        first == way && !is_same
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_counts_once_in_whatever_ways_it_comes() {
        use KeyWay::{Events, Info, Sound};
        let start = Instant::now();
        type Press = (KeyWay, char, u64);
        let table: [(&str, &[Press], &str); 7] = [
            (
                "events alone",
                &[(Events, '1', 0), (Events, '1', 300)],
                "11",
            ),
            (
                "events and their sound",
                &[
                    (Events, '1', 0),
                    (Sound, '1', 80),
                    (Events, '2', 500),
                    (Sound, '2', 580),
                ],
                "12",
            ),
            (
                "sound, then INFO at the key's end",
                &[
                    (Sound, '5', 0),
                    (Info, '5', 900),
                    (Sound, '6', 2000),
                    (Info, '6', 2200),
                ],
                "56",
            ),
            (
                "events and INFO",
                &[
                    (Events, '1', 0),
                    (Info, '1', 10),
                    (Events, '2', 500),
                    (Info, '2', 510),
                ],
                "12",
            ),
            ("sound alone", &[(Sound, '9', 0), (Sound, '9', 300)], "99"),
            (
                "a voice mistaken for a key",
                &[(Sound, '3', 0), (Events, '7', 5000), (Sound, '3', 6000)],
                "37",
            ),
            (
                "the same key long after",
                &[(Sound, '3', 0), (Events, '3', 5000)],
                "33",
            ),
        ];
        for (what, pressed, counted) in table {
            let mut keys = Keys::default();
            let new = pressed.iter().filter(|(way, key, ms)| {
                keys.is_new(*way, *key, start + Duration::from_millis(*ms))
            });
            let new: String = new.map(|(_, key, _)| *key).collect();
            assert_eq!(new, counted, "{what}");
        }
    }
}

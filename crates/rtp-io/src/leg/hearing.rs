use std::time::Instant;

use super::Leg;
use crate::heard::{Heard, Payload};

/// What the peer says, and what he is told of what others say.
impl Leg {
    /// What the peer says in these 20 ms.
    pub(crate) fn hear(&mut self, now: Instant) -> Heard {
        let reception = self.reception.as_mut();
        let heard = reception.map_or(Heard::Nothing, |reception| {
            let heard = reception.jitter.pop(now).into();
            reception.sounded(heard)
        });
        self.note(&heard);
        heard
    }

    /// Lets 20 ms pass in which what the peer says is passed on as it is.
    pub(crate) fn owe(&mut self, now: Instant) {
        if let Some(reception) = &mut self.reception {
            reception.jitter.owe(now);
        }
    }

    /// The next 20 ms of what the peer says that are to be passed on now, if they are there.
    pub(crate) fn hear_owed(&mut self, now: Instant) -> Option<Heard> {
        let heard = self.reception.as_mut()?.jitter.pop_owed(now)?.into();
        self.note(&heard);
        Some(heard)
    }

    /// How many frames of the peer are waited for; `None` when none are, whatever is late: he has sent nothing yet, or has
    /// said what is to be heard while he sends nothing.
    pub(crate) fn owes(&self) -> Option<u8> {
        let reception = self.reception.as_ref()?;
        (!reception.is_hushed()).then(|| reception.jitter.owed())
    }

    /// How many frames the peer waits for; `None` when he hears something else in these 20 ms.
    pub(crate) fn awaits(&self) -> Option<u8> {
        (!self.has_prompted).then_some(self.awaited)
    }

    /// Tells the peer 20 ms that he may have waited for.
    pub(crate) fn tell(&mut self, heard: &Heard, said: Option<&Payload>) {
        match heard {
            // What he waited for does not come any more.
            Heard::Nothing => self.say(None),
            Heard::Payload(_)
            | Heard::Parts(_)
            | Heard::Lost
            | Heard::LostBefore(_)
            | Heard::Noise(_) => self.utter(said.map(|said| &**said)),
        }
    }

    /// So many frames are late, and the peer has to wait for them.
    pub(crate) fn wait_for(&mut self, frames: u8) {
        self.awaited = frames;
    }

    /// The time of what the peer waited for passes without it.
    pub(super) fn settle(&mut self) {
        for _ in 0..std::mem::take(&mut self.awaited) {
            self.sender.skip();
        }
    }

    fn note(&mut self, heard: &Heard) {
        match heard {
            Heard::Lost | Heard::LostBefore(_) => self.tally.made_up += 1,
            Heard::Payload(_) | Heard::Parts(_) => {
                if let Some(ear) = &mut self.ear {
                    ear.hear(heard);
                }
                self.tally.concealed += std::mem::take(&mut self.tally.made_up);
            }
            Heard::Noise(_) | Heard::Nothing => self.tally.made_up = 0,
        }
    }
}

#[cfg(test)]
mod tests;

use std::time::Instant;

use crate::leg::Leg;

/// Lets one leg hear what the other says, payload by payload.
///
/// Nothing has us send something every 20 ms. So what is late is waited for, and when it has come, all that is due by then
/// goes out at once, in order, under the numbers that it would have had: the peer's jitter buffer is made for that.
pub(crate) fn forward(from: &mut Leg, to: &mut Leg, now: Instant) {
    let may_wait = from.owes().is_some_and(|owed| to.awaits() == Some(owed));
    if !may_wait {
        let heard = from.hear(now);
        let said = from.voice.forward(&heard);
        to.voice.show(said.as_ref());
        return to.say(said.as_deref());
    }
    from.owe(now);
    while let Some(heard) = from.hear_owed(now) {
        let said = from.voice.forward(&heard);
        to.voice.show(said.as_ref());
        to.tell(&heard, said.as_ref());
    }
    to.wait_for(from.owes().unwrap_or(0));
}

/// Lets a leg hear itself, in the same way.
pub(crate) fn echo(leg: &mut Leg, now: Instant) {
    let may_wait =
        !leg.voice.is_altered() && leg.owes().is_some_and(|owed| leg.awaits() == Some(owed));
    if !may_wait {
        let heard = leg.hear(now);
        let said = leg.voice.echo(&heard);
        return leg.say(said.as_deref());
    }
    leg.owe(now);
    while let Some(heard) = leg.hear_owed(now) {
        let said = leg.voice.echo(&heard);
        leg.tell(&heard, said.as_ref());
    }
    leg.wait_for(leg.owes().unwrap_or(0));
}

use std::time::Instant;

use super::{FRAME, Frame, JitterBuffer, SLACK, is_whole};

/// Frames that a stream may owe before the first is taken for lost though nothing says so: 60 ms. Peers' jitter buffers
/// hold at least as much, and senders on busy machines are late by less.
pub(super) const PATIENCE: u8 = 3;

/// The reader who passes a stream on as it comes: nothing has him say something every 20 ms, so what is late is waited for.
///
/// Every 20 ms he calls [`Self::owe`], then [`Self::pop_owed`] until there is nothing more. Each tick has one frame on
/// average; after ticks with none, one has all that have come. No frame is left out, and none is made up but for one that
/// was lost.
impl JitterBuffer {
    /// Lets 20 ms pass: one more frame is owed.
    pub fn owe(&mut self, now: Instant) {
        if self
            .stream
            .as_ref()
            .is_some_and(|stream| stream.is_silent(now))
        {
            self.forget();
        }
        let owed = self.owed.min(PATIENCE);
        self.owed = owed + 1;
        let Some(stream) = &mut self.stream else {
            return;
        };
        stream.is_concealing = false;
        stream.is_playing |= stream.due(now) >= stream.next;
        // What this tick plays if nothing is late.
        let at = stream.next + FRAME * i64::from(owed);
        if stream.due(now) - at > FRAME + SLACK {
            // The delay is greater than it has to be: it shrinks by a frame that goes out early.
            self.owed += 1;
        } else if owed > 0 && stream.soonest(now) < at {
            // The way has grown longer, and with it the delay: what is owed cannot have come.
            self.owed = owed;
        }
    }

    /// The next frame that is owed; `None` when there is none, or when it is waited for.
    ///
    /// A frame that is late is waited for until a later one has come, or until 60 ms have passed: then it is lost.
    pub fn pop_owed(&mut self, now: Instant) -> Option<Frame<'_>> {
        if self.owed == 0 {
            return None;
        }
        let Some(stream) = self.stream.as_mut().filter(|stream| stream.is_playing) else {
            self.owed = 0;
            return Some(Frame::Empty);
        };
        let next = stream.next;
        if is_whole(&self.filled, next) {
            stream.next += FRAME;
            stream.grown = 0;
            self.owed -= 1;
            self.counters.played += 1;
            return self.store.frame(next);
        }
        let is_overtaken = stream.newest >= next + FRAME;
        if !is_overtaken && self.owed <= PATIENCE {
            return None;
        }
        self.owed -= 1;
        // The network has been that late of late: what is missing may still come, and the delay grows.
        if stream.due(now) < next {
            stream.grown = stream.grown.saturating_add(is_overtaken.into());
            return None;
        }
        // It was lost, not late, and costs no delay.
        self.owed = self.owed.saturating_add(std::mem::take(&mut stream.grown));
        stream.next += FRAME;
        self.counters.concealed += 1;
        Some(self.store.lost(next))
    }

    /// Frames that are waited for, between two ticks: at most three.
    #[must_use]
    pub fn owed(&self) -> u8 {
        self.owed
    }

    /// The reader speaks every 20 ms from now on: what he waited for is left out.
    pub(super) fn forgive(&mut self) {
        let owed = std::mem::take(&mut self.owed);
        if let Some(stream) = &mut self.stream {
            stream.next += FRAME * i64::from(owed);
            self.counters.dropped += u64::from(owed);
        }
    }
}

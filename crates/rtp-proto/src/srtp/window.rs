/// Packets behind the newest of which one is known to be used or not (RFC 3711 §3.3.2 wants 64 at least).
const SIZE: u64 = 128;

/// The packets of one source that came.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Window {
    /// One more than the newest index; 0 before the first.
    next: u64,
    /// The newest is bit 0.
    seen: u128,
}

impl Window {
    /// The newest index, if there is one.
    pub(super) fn newest(&self) -> Option<u64> {
        self.next.checked_sub(1)
    }

    /// Whether a packet has not come before, and is not too old to tell.
    pub(super) fn is_new(&self, index: u64) -> bool {
        let Some(newest) = self.newest().filter(|newest| index <= *newest) else {
            return true;
        };
        let age = newest - index;
        age < SIZE && self.seen >> age & 1 == 0
    }

    /// Remembers a packet that proved to be the peer's.
    pub(super) fn mark(&mut self, index: u64) {
        match self.newest() {
            Some(newest) if index <= newest => {
                if let Ok(age) = u32::try_from(newest - index) {
                    self.seen |= 1_u128.checked_shl(age).unwrap_or(0);
                }
            }
            before => {
                let ahead = before.map_or(SIZE, |newest| index - newest);
                let ahead = u32::try_from(ahead).unwrap_or(u32::MAX);
                self.seen = self.seen.checked_shl(ahead).unwrap_or(0) | 1;
                self.next = index + 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_index_is_new_once_and_what_is_old_never() {
        let mut window = Window::default();
        for index in [5, 3, 200, 199, 73, 300] {
            assert!(window.is_new(index), "{index}");
            window.mark(index);
            assert!(!window.is_new(index), "{index}");
        }
        for (index, is_new) in [
            (172, false),
            (173, true),
            (299, true),
            (200, false),
            (301, true),
        ] {
            assert_eq!(window.is_new(index), is_new, "{index}");
        }
    }
}

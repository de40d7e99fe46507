/// The longest PIN that can be dialled; one more symbol is a wrong PIN.
pub const MAX_PIN_DIGITS: usize = 16;

/// Collects the symbols of a PIN until `#`.
#[derive(Clone, Default)]
pub(crate) struct PinEntry {
    dialled: String,
}

/// What a symbol did.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Dialled {
    /// More may follow.
    More,
    /// `#` ended the entry; it may be empty.
    Entry(String),
    /// No PIN is that long.
    TooLong,
}

impl PinEntry {
    pub(crate) fn dial(&mut self, symbol: char) -> Dialled {
        if symbol == '#' {
            return Dialled::Entry(std::mem::take(&mut self.dialled));
        }
        if self.dialled.len() == MAX_PIN_DIGITS {
            return Dialled::TooLong;
        }
        self.dialled.push(symbol);
        Dialled::More
    }
}

/// Bounds on a message, checked before anything is kept of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Octets of start line and header fields; 32 KiB by default. More is answered with 513.
    pub header_octets: usize,
    /// Octets of the body; 1 MiB by default. More is answered with 413.
    pub body_octets: usize,
    /// Header field lines; 128 by default.
    pub header_lines: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header_octets: 32 << 10,
            body_octets: 1 << 20,
            header_lines: 128,
        }
    }
}

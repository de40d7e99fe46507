/// Who sends, seen from our side (RFC 3264 §6.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// Both.
    SendRecv,
    /// We do: we hold the peer.
    SendOnly,
    /// The peer does: it holds us and plays its music.
    RecvOnly,
    /// Nobody.
    Inactive,
}

impl Direction {
    /// Whether the peer wants to hear us.
    #[must_use]
    pub fn sends(self) -> bool {
        match self {
            Self::SendRecv | Self::SendOnly => true,
            Self::RecvOnly | Self::Inactive => false,
        }
    }

    /// Whether the peer is to be heard.
    #[must_use]
    pub fn receives(self) -> bool {
        match self {
            Self::SendRecv | Self::RecvOnly => true,
            Self::SendOnly | Self::Inactive => false,
        }
    }

    /// The attribute's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SendRecv => "sendrecv",
            Self::SendOnly => "sendonly",
            Self::RecvOnly => "recvonly",
            Self::Inactive => "inactive",
        }
    }

    /// What the peer's attribute means for us.
    pub(super) fn facing(attribute: Option<&str>) -> Self {
        match attribute {
            Some("sendonly") => Self::RecvOnly,
            Some("recvonly") => Self::SendOnly,
            Some("inactive") => Self::Inactive,
            _ => Self::SendRecv,
        }
    }

    /// What both allow.
    pub(super) fn and(self, other: Self) -> Self {
        match (
            self.sends() && other.sends(),
            self.receives() && other.receives(),
        ) {
            (true, true) => Self::SendRecv,
            (true, false) => Self::SendOnly,
            (false, true) => Self::RecvOnly,
            (false, false) => Self::Inactive,
        }
    }
}

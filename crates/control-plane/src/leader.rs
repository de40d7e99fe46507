use crate::ControlPlane;

/// Who decides, as this node sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Leader {
    /// This node.
    Here,
    /// Another one.
    At {
        /// Its id.
        node: u64,
        /// Where nodes reach it, as `host:port`.
        address: String,
    },
    /// Nobody, as far as this node knows.
    Nobody,
}

impl ControlPlane {
    /// Who decides, as this node sees it.
    #[must_use]
    pub fn leader(&self) -> Leader {
        Leader::Here
    }
}

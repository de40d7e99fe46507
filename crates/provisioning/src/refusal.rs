use tandem_model::Revision;

/// Why a command was refused. Nothing has been changed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    /// A field is wrong: the text names the field, the value and the remedy.
    #[error("{text}")]
    Invalid {
        /// The field's path in the request, such as `trunk.numbers`.
        field: &'static str,
        /// What clients are told.
        text: String,
    },
    /// The command names an object that does not exist.
    #[error("{text}")]
    NotFound {
        /// What clients are told.
        text: &'static str,
    },
    /// Another object already claims the same calls.
    #[error("{text}")]
    Conflict {
        /// The id of the other object.
        other: String,
        /// What clients are told.
        text: String,
    },
    /// The catalog has moved on since who asked looked at it.
    #[error("the catalog is at revision {actual}, not {expected}: read it again, then retry")]
    RevisionMismatch {
        /// What the command was made against.
        expected: Revision,
        /// What the catalog is at.
        actual: Revision,
    },
}

impl Refusal {
    /// A refusal of one field.
    #[must_use]
    pub fn invalid(field: &'static str, text: impl Into<String>) -> Self {
        Self::Invalid {
            field,
            text: text.into(),
        }
    }
}

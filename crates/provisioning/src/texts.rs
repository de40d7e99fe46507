//! What LiveKit's clients are told, word for word.
//!
//! Those about the form of a request alone (an absent message, an id where none may be) are for the API, which
//! sees that form; the others are used here.

/// A create or a replace without its trunk.
pub const MISSING_TRUNK: &str = "missing trunk";
/// A create that brings an id.
pub const TRUNK_ID_SET: &str = "trunk id must not be set";
/// An update without id.
pub const TRUNK_ID_UNSET: &str = "trunk id must be set";
/// A get or a delete without id.
pub const TRUNK_ID_REQUIRED: &str = "trunk ID is required";
/// An update with neither `replace` nor `update`.
pub const MISSING_ACTION: &str = "missing or unsupported update action";
/// An update whose `update` is absent.
pub const MISSING_TRUNK_UPDATE: &str = "missing trunk update";
/// A replace whose trunk brings another id.
pub const TRUNK_ID_DIFFERS: &str =
    "trunk id in the info must be empty or match the id in the update";
/// A create without its rule.
pub const MISSING_RULE: &str = "missing rule";
/// A create that brings an id.
pub const RULE_ID_SET: &str = "rule id must not be set";
/// An update without id.
pub const RULE_ID_UNSET: &str = "rule id must be set";
/// A delete without id.
pub const RULE_ID_REQUIRED: &str = "dispatch rule ID is required";
/// A replace without its rule.
pub const MISSING_DISPATCH_RULE: &str = "missing dispatch rule";
/// An update whose `update` is absent.
pub const MISSING_RULE_UPDATE: &str = "missing dispatch rule update";
/// A replace whose rule brings another id.
pub const RULE_ID_DIFFERS: &str = "rule id in the info must be empty or match the id in the update";
/// A rule that is neither direct, individual nor callee.
pub const UNSUPPORTED_RULE: &str = "unsupported SIP Dispatch Rule: <nil>";
/// A media timeout below zero, which the model cannot hold.
pub const MEDIA_TIMEOUT_NEGATIVE: &str = "media_timeout must not be negative";

/// A media timeout above ten minutes.
pub const MEDIA_TIMEOUT_TOO_LONG: &str = "media_timeout must not exceed 10m0s";
/// A list change that changes nothing.
pub const LIST_UNSUPPORTED: &str = "unsupported list update operation";
/// A list change with `clear` and another field.
pub const LIST_CLEAR_AND_CHANGE: &str = "cannot clear and change the list at the same time";
/// A list change with `set` and `add` or `remove`.
pub const LIST_SET_AND_CHANGE: &str = "cannot set and change the list at the same time";
/// A list change that names nothing; also for identifiers and addresses, which are never empty in a command.
pub const LIST_EMPTY_ELEMENT: &str = "empty element in the list";
/// No trunk has this id.
pub const TRUNK_NOT_FOUND: &str = "requested sip trunk does not exist";
/// No dispatch rule has this id.
pub const RULE_NOT_FOUND: &str = "requested sip dispatch rule does not exist";
/// No routing rule has this id.
pub const ROUTING_RULE_NOT_FOUND: &str = "Routing rule not found";
/// No webhook has this id.
pub const WEBHOOK_NOT_FOUND: &str = "Webhook not found";
/// The first webhook must bring the keys that sign.
pub const WEBHOOK_KEY_MISSING: &str =
    "the first webhook comes with the keys that sign what it is told";
/// The table has no entry for this country.
pub const ROUTE_NOT_FOUND: &str = "requested country route does not exist";
/// An inbound trunk that would admit everybody.
pub const TRUNK_IS_OPEN: &str = "for security, one of the fields must be set: \
    AuthUsername+AuthPassword, AllowedAddresses or Numbers";

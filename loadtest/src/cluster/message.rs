//! As much of both stores' messages as the measurement needs. What an answer holds beside it is skipped.

/// `livekit.CreateSIPDispatchRuleRequest`.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct CreateRule {
    #[prost(message, optional, tag = "10")]
    pub(super) dispatch_rule: Option<Rule>,
}

/// `livekit.SIPDispatchRuleInfo`.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Rule {
    #[prost(message, optional, tag = "2")]
    pub(super) rule: Option<RuleKind>,
    #[prost(string, tag = "5")]
    pub(super) name: String,
    #[prost(string, repeated, tag = "13")]
    pub(super) numbers: Vec<String>,
}

/// `livekit.SIPDispatchRule`.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct RuleKind {
    #[prost(message, optional, tag = "2")]
    pub(super) individual: Option<Individual>,
}

/// `livekit.SIPDispatchRuleIndividual`.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Individual {
    #[prost(string, tag = "1")]
    pub(super) room_prefix: String,
}

/// An answer whose headers say everything.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub(super) struct Skipped {}

/// `tandem.admin.v1.WatchRequest`.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub(super) struct Follow {
    #[prost(uint64, tag = "1")]
    pub(super) from: u64,
}

/// `tandem.admin.v1.WatchResponse`.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub(super) struct Followed {
    #[prost(message, optional, tag = "1")]
    pub(super) change: Option<Change>,
}

/// `tandem.admin.v1.Change`.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub(super) struct Change {
    #[prost(uint64, tag = "1")]
    pub(super) revision: u64,
}

/// `etcdserverpb.PutRequest`.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Put {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) key: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) value: Vec<u8>,
}

/// `etcdserverpb.PutResponse`.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub(super) struct PutAnswer {
    #[prost(message, optional, tag = "1")]
    pub(super) header: Option<Header>,
}

/// `etcdserverpb.ResponseHeader`.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub(super) struct Header {
    #[prost(int64, tag = "3")]
    pub(super) revision: i64,
}

/// `etcdserverpb.WatchRequest`.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Watch {
    #[prost(message, optional, tag = "1")]
    pub(super) create: Option<WatchCreate>,
}

/// `etcdserverpb.WatchCreateRequest`.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct WatchCreate {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) key: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) range_end: Vec<u8>,
    #[prost(int64, tag = "3")]
    pub(super) start_revision: i64,
}

/// `etcdserverpb.WatchResponse`.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Watched {
    #[prost(message, repeated, tag = "11")]
    pub(super) events: Vec<WatchEvent>,
}

/// `mvccpb.Event`.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub(super) struct WatchEvent {
    #[prost(message, optional, tag = "2")]
    pub(super) kv: Option<KeyValue>,
}

/// `mvccpb.KeyValue`.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub(super) struct KeyValue {
    #[prost(int64, tag = "3")]
    pub(super) mod_revision: i64,
}

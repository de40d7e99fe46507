//! The messages and services of `proto/`, generated and checked in; a test proves them current.
//!
//! Only `from_wire.rs` and `to_wire.rs` of the crates above see these types. The events of the log are generated
//! where they are used, in `tandem-consensus`.

mod json;

#[rustfmt::skip]
#[allow(missing_docs, clippy::all, clippy::pedantic, unused_qualifications, unreachable_pub, clippy::wildcard_enum_match_arm, clippy::unwrap_used, rust_2018_idioms)]
pub mod livekit {
    include!("generated/livekit.rs");
    include!("generated/livekit.serde.rs");
}

// Nested as the packages are: the generated code names its neighbours by relative paths.
#[rustfmt::skip]
#[allow(missing_docs, clippy::all, clippy::pedantic, unused_qualifications, unreachable_pub, clippy::wildcard_enum_match_arm, clippy::unwrap_used, rust_2018_idioms)]
mod tandem {
    pub mod admin {
        pub mod v1 {
            include!("generated/tandem.admin.v1.rs");
            include!("generated/tandem.admin.v1.serde.rs");
        }
    }
    pub mod internal {
        pub mod v1 {
            include!("generated/tandem.internal.v1.rs");
        }
    }
}

pub use tandem::admin::v1 as admin;
pub use tandem::internal::v1 as internal;

/// The descriptors of all files, for gRPC reflection.
pub const DESCRIPTORS: &[u8] = include_bytes!("generated/descriptors.bin");

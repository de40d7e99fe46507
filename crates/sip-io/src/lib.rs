//! The thread that owns SIP sockets, their transactions and the user of the transactions.
//!
//! The user is called inline: a message costs no channel, no task and no lock. Others speak to it
//! through a bounded [`Mailbox`]. UDP, TCP and TLS, IPv4 and IPv6, several local addresses. What the messages
//! mean is `tandem-sip-proto` and the [`TransactionUser`]. Read [`TransactionUser`] and [`start`] first, and
//! [`Resolver`] for calls that go out.

mod advertised;
mod bound;
mod config;
mod icmp;
mod local;
mod mailbox;
mod names;
mod resolver;
mod shard;
mod tap;
mod tcp;
mod tls;
mod view;

pub use advertised::Advertised;
pub use config::{Config, Listener};
pub use local::Locals;
pub use mailbox::{Full, MAILBOX_BOUND, Mailbox};
pub use resolver::{Found, LookupError, Resolver, ResolverConfig, ResolverOwner};
pub use shard::{SipIo, Snapshot, StartError, TransactionUser, start};
pub use tls::{CertFiles, Tls, TlsError, TlsFiles};
pub use view::typed;

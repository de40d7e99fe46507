//! Generators and floors that measure Tandem from outside.
//!
//! `tandem-outload` has calls placed to itself beside calls of its own. `tandem-rtpload` places calls and speaks RTP in them; `tandem-udp-echo` is the least that a program must do for
//! a packet that it forwards. `tandem-clusterload` writes to three nodes at once, kills the one that leads, and does the
//! same to etcd. Nothing here is part of the server, and signalling is written once more on purpose: a
//! generator that shared the server's parser would share its mistakes. Read [`pump::Pump`] and [`uac::Uac`] first.

pub mod callee;
pub mod cluster;
pub mod cpu;
pub mod echo;
pub mod floor;
pub mod hearing;
pub mod histogram;
pub mod marker;
pub mod pump;
pub mod report;
mod text;
pub mod trial;
pub mod uac;

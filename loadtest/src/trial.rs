//! One trial: calls are placed, speak, and end.

use std::fmt;
use std::net::{IpAddr, SocketAddr, UdpSocket};

use anyhow::{Context as _, ensure};
use serde::Serialize;
use tandem_rtp_proto::sdp::AudioStream;

use crate::cpu::Meter;
use crate::pump::{Pattern, Pump, Stream};
use crate::report::MediaReport;
use crate::uac::{CallPlan, State, Uac};

/// What is tried.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The calls.
    pub plan: CallPlan,
    /// How they speak.
    pub pattern: Pattern,
    /// The address to call from.
    pub local: IpAddr,
    /// The server's process: its processor time, memory and descriptors are read.
    pub server: Option<Meter>,
}

/// What became of the calls.
#[derive(Serialize, Debug)]
pub struct Outcome {
    /// Their signalling.
    pub signalling: Signalling,
    /// Their audio.
    pub media: MediaReport,
    /// What the server held, where its process is known.
    pub server: Option<Holdings>,
}

/// How the calls were answered.
#[derive(Serialize, Debug)]
pub struct Signalling {
    /// All that were placed.
    pub calls: usize,
    /// Those that spoke to the end.
    pub answered: usize,
    /// Ended by the server.
    pub dropped: usize,
    /// Refused, or not answered.
    pub failed: usize,
    /// Requests that were sent again.
    pub retransmitted: u64,
    /// From INVITE to 200, at the median.
    pub setup_p50_ms: Option<f64>,
    /// At the 99th percentile.
    pub setup_p99_ms: Option<f64>,
}

/// Memory and descriptors of the server.
#[derive(Serialize, Debug)]
pub struct Holdings {
    /// Kilobytes of resident memory without calls.
    pub resident_kb_before: u64,
    /// The same while the calls spoke.
    pub resident_kb_in_calls: u64,
    /// What an answered call added.
    pub kb_per_call: f64,
    /// Open descriptors without calls.
    pub descriptors_before: usize,
    /// While the calls spoke.
    pub descriptors_in_calls: usize,
    /// After they ended.
    pub descriptors_after: usize,
}

impl Trial {
    /// Places the calls, speaks, and ends them.
    ///
    /// # Errors
    /// When there are no sockets for all calls, or no call was answered.
    pub fn run(&self) -> anyhow::Result<Outcome> {
        let sockets = sockets(self.local, self.plan.calls)?;
        let addresses = sockets.iter().map(UdpSocket::local_addr);
        let addresses: Vec<SocketAddr> = addresses.collect::<Result<_, _>>()?;
        let before = self.held();
        let mut uac = Uac::new(self.plan.clone(), &addresses).context("a socket for SIP")?;
        uac.place_all();
        let streams = connect(&uac, sockets, self.plan.per_room == 2);
        ensure!(
            !streams.is_empty(),
            "no call was answered: {:?}",
            uac.states().next()
        );
        let mut pump = Pump::new(streams, self.pattern)?;
        let mut media = pump.run(self.server.as_ref(), || uac.poll());
        let during = self.held();
        let signalling = self.signalling(&uac);
        uac.end_all();
        let silent = signalling.calls.saturating_sub(signalling.answered);
        media.dead += silent as u64;
        let after = self.held();
        let server = before
            .zip(during)
            .zip(after)
            .map(|((before, during), after)| {
                holdings([before, during, after], signalling.answered)
            });
        Ok(Outcome {
            signalling,
            media,
            server,
        })
    }

    fn signalling(&self, uac: &Uac) -> Signalling {
        let count = |wanted| uac.states().filter(|state| *state == wanted).count();
        let (answered, dropped) = (count(State::Answered), count(State::Dropped));
        Signalling {
            calls: self.plan.calls,
            answered,
            dropped,
            failed: self.plan.calls - answered - dropped,
            retransmitted: uac.retransmitted(),
            setup_p50_ms: uac.setup().percentile_ms(0.5),
            setup_p99_ms: uac.setup().percentile_ms(0.99),
        }
    }

    /// The server's memory and descriptors.
    fn held(&self) -> Option<(u64, usize)> {
        let meter = self.server.as_ref()?;
        Some((meter.resident_kb().ok()?, meter.descriptors().ok()?))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let signalling = &self.signalling;
        writeln!(
            f,
            "calls {}: answered {}, dropped {}, failed {}, retransmitted {}; setup p50 {:.2} ms, p99 {:.2} ms",
            signalling.calls,
            signalling.answered,
            signalling.dropped,
            signalling.failed,
            signalling.retransmitted,
            signalling.setup_p50_ms.unwrap_or(f64::NAN),
            signalling.setup_p99_ms.unwrap_or(f64::NAN)
        )?;
        write!(f, "{}", self.media)?;
        match &self.server {
            Some(server) => writeln!(
                f,
                "  memory {:.1} kB a call; descriptors {} before, {} in calls, {} after",
                server.kb_per_call,
                server.descriptors_before,
                server.descriptors_in_calls,
                server.descriptors_after
            ),
            None => Ok(()),
        }
    }
}

fn holdings([before, during, after]: [(u64, usize); 3], calls: usize) -> Holdings {
    let grown = during.0.saturating_sub(before.0);
    #[expect(clippy::cast_precision_loss, reason = "kilobytes and calls")]
    let kb_per_call = grown as f64 / calls.max(1) as f64;
    Holdings {
        resident_kb_before: before.0,
        resident_kb_in_calls: during.0,
        kb_per_call,
        descriptors_before: before.1,
        descriptors_in_calls: during.1,
        descriptors_after: after.1,
    }
}

/// Sockets that RTP is spoken from; none of them blocks.
///
/// # Errors
/// When the descriptors do not suffice.
pub fn sockets(local: IpAddr, count: usize) -> anyhow::Result<Vec<UdpSocket>> {
    let socket = || -> std::io::Result<UdpSocket> {
        let socket = UdpSocket::bind((local, 0))?;
        socket.set_nonblocking(true)?;
        Ok(socket)
    };
    let sockets = (0..count).map(|_| socket());
    sockets
        .collect::<Result<_, _>>()
        .context("sockets for RTP; see `ulimit -n`")
}

/// The streams of the answered calls. Of a room where one call failed, the other is left out.
fn connect(uac: &Uac, sockets: Vec<UdpSocket>, pairs: bool) -> Vec<Stream> {
    let agreed: Vec<Option<AudioStream>> = uac.streams().collect();
    let mut streams = Vec::new();
    for (index, socket) in sockets.into_iter().enumerate() {
        let partner = if pairs { index ^ 1 } else { index };
        let is_whole = agreed.get(partner).copied().flatten().is_some();
        let Some(agreed) = agreed.get(index).copied().flatten().filter(|_| is_whole) else {
            continue;
        };
        let own = streams.len();
        let partner = if pairs { own ^ 1 } else { own };
        streams.push(Stream {
            socket,
            remote: agreed.remote,
            partner,
            keys: agreed.srtp,
        });
    }
    streams
}

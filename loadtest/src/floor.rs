//! What a run is measured against: the same packets through `tandem-udp-echo`, or other calls through the same server.

use std::fmt;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::process::{Child, Command};
use std::time::Duration;

use anyhow::Context as _;
use serde::Serialize;

use crate::cpu::Meter;
use crate::pump::{Pattern, Pump, Stream};
use crate::report::MediaReport;
use crate::trial::sockets;

/// What a packet costs, beside what it cost elsewhere before and after.
#[derive(Serialize, Debug)]
pub struct Beside {
    /// Microseconds of processor a packet elsewhere, before and after.
    pub us: [f64; 2],
    /// Packets that were lost there.
    pub lost: u64,
    /// The server's process over that.
    pub ratio: Option<f64>,
    /// The server's media threads over the media threads there; over the whole of an echo, which is nothing else.
    pub media_ratio: Option<f64>,
}

impl Beside {
    /// Compares a run with an echo's, before and after.
    #[must_use]
    pub fn echo(media: &MediaReport, echoes: [&MediaReport; 2]) -> Self {
        let us = echoes.map(|echo| echo.cost.map_or(f64::NAN, |cost| cost.process_us));
        Self::new(media, echoes, us, us)
    }

    /// Compares a run with others of the same server, before and after.
    #[must_use]
    pub fn calls(media: &MediaReport, others: [&MediaReport; 2]) -> Self {
        let process = others.map(|other| other.cost.map_or(f64::NAN, |cost| cost.process_us));
        let threads = others.map(|other| other.cost.map_or(f64::NAN, |cost| cost.media_us));
        Self::new(media, others, process, threads)
    }

    fn new(
        media: &MediaReport,
        others: [&MediaReport; 2],
        us: [f64; 2],
        media_us: [f64; 2],
    ) -> Self {
        let mean = |us: [f64; 2]| (us[0] + us[1]) / 2.0;
        Self {
            us,
            lost: others.iter().map(|other| other.loss.lost).sum(),
            ratio: media.cost.map(|cost| cost.process_us / mean(us)),
            media_ratio: media.cost.map(|cost| cost.media_us / mean(media_us)),
        }
    }
}

impl fmt::Display for Beside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:.2} and {:.2} µs a packet (lost {}); ratio {:.2}, media threads {:.2}",
            self.us[0],
            self.us[1],
            self.lost,
            self.ratio.unwrap_or(f64::NAN),
            self.media_ratio.unwrap_or(f64::NAN)
        )
    }
}

/// An echo of our own, in a process of its own.
#[derive(Clone, Copy, Debug)]
pub struct Floor {
    /// Where it echoes, and who speaks to it.
    pub local: IpAddr,
    /// Its first port.
    pub base_port: u16,
    /// Streams, each with a port.
    pub streams: usize,
}

impl Floor {
    /// Sends the echo what calls would send, marked by stamps.
    ///
    /// # Errors
    /// When the echo does not start, or there are no sockets.
    pub fn measure(&self, pattern: Pattern) -> anyhow::Result<MediaReport> {
        let echo = Echo::spawn(self)?;
        let stream = |(index, socket): (usize, UdpSocket)| Stream {
            socket,
            remote: SocketAddr::new(
                self.local,
                self.base_port + u16::try_from(index).unwrap_or(0),
            ),
            partner: index,
            keys: None,
        };
        let sockets = sockets(self.local, self.streams)?;
        let streams = sockets.into_iter().enumerate().map(stream).collect();
        let pattern = Pattern {
            bursts: false,
            ..pattern
        };
        let mut pump = Pump::new(streams, pattern)?;
        Ok(pump.run(Some(&Meter::new(echo.child.id())), || ()))
    }
}

/// The echo's process; it ends when this is dropped.
struct Echo {
    child: Child,
}

impl Echo {
    fn spawn(floor: &Floor) -> anyhow::Result<Self> {
        let path = std::env::current_exe()?.with_file_name("tandem-udp-echo");
        let child = Command::new(&path)
            .args(["--sockets", &floor.streams.to_string()])
            .args(["--base-port", &floor.base_port.to_string()])
            .args(["--address", &floor.local.to_string()])
            .spawn()
            .with_context(|| format!("starting {}", path.display()))?;
        let echo = Self { child };
        echo.wait_until_bound(floor)?;
        Ok(echo)
    }

    /// The last port answers once all are bound.
    fn wait_until_bound(&self, floor: &Floor) -> anyhow::Result<()> {
        let last = floor.base_port + u16::try_from(floor.streams.saturating_sub(1))?;
        let probe = UdpSocket::bind((floor.local, 0))?;
        probe.set_read_timeout(Some(Duration::from_millis(20)))?;
        for _ in 0..250 {
            probe.send_to(b"?", (floor.local, last))?;
            if probe.recv_from(&mut [0; 8]).is_ok() {
                return Ok(());
            }
        }
        anyhow::bail!("the echo on port {last} does not answer")
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

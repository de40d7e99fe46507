//! SIPp's own callers at a gateway.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::Context as _;

/// Calls a second at each gateway.
pub const RATE: u32 = 50;

/// The number that is called where it does not matter which; a rule must take it.
pub const CALLED_NUMBER: &str = "+1800";

/// How long SIPp's last retransmissions may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Calls under way at one gateway.
#[derive(Debug)]
pub struct Callers {
    /// Gone when it has ended.
    sipp: Option<Child>,
    calls: u32,
}

/// What became of calls.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Called {
    /// Calls that were begun.
    pub calls: u32,
    /// Calls that did not get through INVITE, 200, ACK, BYE and 200.
    pub failed: u32,
}

impl std::ops::AddAssign for Called {
    fn add_assign(&mut self, other: Self) {
        self.calls += other.calls;
        self.failed += other.failed;
    }
}

impl Callers {
    /// Calls this number at [`RATE`] for so long; each call lasts 200 ms.
    ///
    /// # Errors
    ///
    /// SIPp is not installed.
    pub fn start(gateway: SocketAddr, number: &str, time: Duration) -> anyhow::Result<Self> {
        let calls = u32::try_from(u128::from(RATE) * time.as_millis() / 1000)?;
        let own = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
        own.connect(gateway)?;
        let sipp = Command::new("sipp")
            .args(["-sn", "uac", &gateway.to_string(), "-i"])
            .arg(own.local_addr()?.ip().to_string())
            .args([
                "-s",
                number,
                "-d",
                "200",
                "-nostdin",
                "-buff_size",
                "4194304",
            ])
            .args(["-r", &RATE.to_string(), "-m", &calls.to_string()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("sipp does not run: tests/setup installs it")?;
        Ok(Self {
            sipp: Some(sipp),
            calls,
        })
    }

    /// Waits for the end of all calls.
    ///
    /// # Errors
    ///
    /// SIPp does not end, or says nothing of its calls.
    pub async fn finish(mut self) -> anyhow::Result<Called> {
        let sipp = self.sipp.take().context("it ends once")?;
        let ended = tokio::task::spawn_blocking(move || sipp.wait_with_output());
        let ended = tokio::time::timeout(PATIENCE, ended).await;
        let ended = ended.context("sipp does not end")???;
        let screen = String::from_utf8_lossy(&ended.stdout);
        let failed = failed(&screen).context("sipp says nothing of failed calls")?;
        Ok(Called {
            calls: self.calls,
            failed,
        })
    }
}

impl Drop for Callers {
    fn drop(&mut self) {
        if let Some(sipp) = &mut self.sipp {
            // It may have ended by itself.
            let _ = sipp.kill();
            let _ = sipp.wait();
        }
    }
}

/// The count of failed calls in all, as the last screen has it.
fn failed(screen: &str) -> Option<u32> {
    let mut lines = screen.lines().rev();
    let line = lines.find(|line| line.contains("Failed call"))?;
    line.split_whitespace().next_back()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_screen_counts() {
        let screen = "  Failed call            |        1                  |        1 \n\
                        Failed call            |        0                  |        7 \n";
        assert_eq!(failed(screen), Some(7));
        assert_eq!(failed("Successful call | 1 | 1"), None);
    }
}

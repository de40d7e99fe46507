use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;

use rustls::Connection;
use tandem_sip_proto::Failure;

/// Octets that may wait inside for a handshake to end; more end the connection.
const WAITING_BOUND: usize = 2 << 20;

/// TLS between a connection's octets and its messages.
pub(crate) struct TlsLayer(Box<Connection>);

impl TlsLayer {
    pub(super) fn new(mut tls: Connection) -> Self {
        // What is encrypted waits in the connection, which has its own bound.
        tls.set_buffer_limit(Some(WAITING_BOUND));
        Self(Box::new(tls))
    }

    pub(crate) fn is_handshaking(&self) -> bool {
        self.0.is_handshaking()
    }

    /// Decrypts what has come, and with `may_fetch` what the stream has; what must be answered is added to `unsent`.
    /// `Ok(0)`: the peer ended it. `WouldBlock`: nothing is there.
    pub(crate) fn read(
        &mut self,
        stream: &mut TcpStream,
        chunk: &mut [u8],
        may_fetch: bool,
        unsent: &mut Vec<u8>,
    ) -> io::Result<usize> {
        loop {
            match self.0.reader().read(chunk) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock && may_fetch => {}
                other => return other,
            }
            if self.0.read_tls(stream)? == 0 {
                return Ok(0);
            }
            let processed = self.0.process_new_packets();
            self.drain(unsent)?;
            if let Err(error) = processed {
                tracing::debug!(%error, "a TLS connection is refused");
                return Err(io::Error::new(io::ErrorKind::InvalidData, error));
            }
        }
    }

    /// Encrypts octets into `unsent`; until the handshake is done they wait inside.
    pub(crate) fn write(&mut self, octets: &[u8], unsent: &mut Vec<u8>) -> io::Result<()> {
        self.0.writer().write_all(octets)?;
        self.drain(unsent)
    }

    /// Says that nothing more comes (RFC 8446 §6.1).
    pub(crate) fn finish(&mut self, unsent: &mut Vec<u8>) -> io::Result<()> {
        self.0.send_close_notify();
        self.drain(unsent)
    }

    /// Adds what TLS has to say to `unsent`.
    pub(crate) fn drain(&mut self, unsent: &mut Vec<u8>) -> io::Result<()> {
        while self.0.wants_write() {
            self.0.write_tls(unsent)?;
        }
        Ok(())
    }
}

/// Why a connection of ours that failed in its handshake did.
pub(crate) fn failure_of(error: &io::Error) -> Failure {
    let tls = error.get_ref().and_then(|error| error.downcast_ref());
    match tls {
        Some(rustls::Error::InvalidCertificate(_)) => Failure::Untrusted,
        Some(_) | None => Failure::Handshake,
    }
}

use std::fmt;
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arc_swap::ArcSwap;
use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ServerConfig, ServerConnection};

/// Our certificate towards those who connect over TLS (RFC 3261 §26.3). Cloning it gives another handle.
#[derive(Clone)]
pub struct TlsServer {
    files: Arc<(PathBuf, PathBuf)>,
    current: Arc<Current>,
    config: Arc<ServerConfig>,
}

/// Why a certificate cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read, or is not PEM.
    #[error("{file}: {source}: give a PEM file that this process may read", file = .file.display())]
    File {
        /// Which one.
        file: PathBuf,
        /// What is wrong with it.
        source: pem::Error,
    },
    /// The chain is empty or broken, or the key is of another certificate.
    #[error("{cert} with {key}: {source}: give the chain, its own certificate first, and the key of that certificate",
        cert = .cert.display(), key = .key.display())]
    Pair {
        /// The chain.
        cert: PathBuf,
        /// The key.
        key: PathBuf,
        /// What is wrong with them.
        source: rustls::Error,
    },
}

impl TlsServer {
    /// Reads a certificate chain, its own certificate first, and its key from PEM files. TLS 1.2 and 1.3 are spoken.
    ///
    /// # Errors
    /// [`TlsError`].
    pub fn load(cert: &Path, key: &Path) -> Result<Self, TlsError> {
        let current = Arc::new(Current(ArcSwap::from_pointee(read_pair(cert, key)?)));
        let versions = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions();
        let builder = versions.map_err(|source| TlsError::Pair {
            cert: cert.to_owned(),
            key: key.to_owned(),
            source,
        })?;
        let config = builder
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&current) as Arc<dyn ResolvesServerCert>);
        Ok(Self {
            files: Arc::new((cert.to_owned(), key.to_owned())),
            current,
            config: Arc::new(config),
        })
    }

    /// Reads the files again. Handshakes from now on show what they hold; connections that are open go on.
    ///
    /// # Errors
    /// [`TlsError`]: the certificate from before stays.
    pub fn reload(&self) -> Result<(), TlsError> {
        let (cert, key) = &*self.files;
        self.current.0.store(Arc::new(read_pair(cert, key)?));
        Ok(())
    }

    /// The layer over one connection that was accepted.
    pub(crate) fn layer(&self) -> io::Result<TlsLayer> {
        let mut tls = ServerConnection::new(Arc::clone(&self.config)).map_err(io::Error::other)?;
        // What waits is bounded by the connection, which holds all that is encrypted.
        tls.set_buffer_limit(None);
        Ok(TlsLayer(Box::new(tls)))
    }
}

impl fmt::Debug for TlsServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TlsServer").field(&self.files.0).finish()
    }
}

#[derive(Debug)]
struct Current(ArcSwap<CertifiedKey>);

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.load_full())
    }
}

fn read_pair(cert: &Path, key: &Path) -> Result<CertifiedKey, TlsError> {
    let fault = |file: &Path| {
        let file = file.to_owned();
        |source| TlsError::File { file, source }
    };
    let chain = CertificateDer::pem_file_iter(cert)
        .and_then(Iterator::collect)
        .map_err(fault(cert))?;
    let private = PrivateKeyDer::from_pem_file(key).map_err(fault(key))?;
    CertifiedKey::from_der(chain, private, &ring::default_provider()).map_err(|source| {
        TlsError::Pair {
            cert: cert.to_owned(),
            key: key.to_owned(),
            source,
        }
    })
}

/// TLS between a connection's octets and its messages.
pub(crate) struct TlsLayer(Box<ServerConnection>);

impl TlsLayer {
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

    /// Encrypts octets into `unsent`.
    pub(crate) fn write(&mut self, octets: &[u8], unsent: &mut Vec<u8>) -> io::Result<()> {
        self.0.writer().write_all(octets)?;
        self.drain(unsent)
    }

    /// Says that nothing more comes (RFC 8446 §6.1).
    pub(crate) fn finish(&mut self, unsent: &mut Vec<u8>) -> io::Result<()> {
        self.0.send_close_notify();
        self.drain(unsent)
    }

    fn drain(&mut self, unsent: &mut Vec<u8>) -> io::Result<()> {
        while self.0.wants_write() {
            self.0.write_tls(unsent)?;
        }
        Ok(())
    }
}

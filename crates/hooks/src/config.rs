use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

use crate::Networks;

/// How receivers are reached.
#[derive(Clone)]
pub struct HooksConfig {
    /// Where they may be.
    pub networks: Networks,
    /// How long one try may take, from the name's look-up to the end of the answer; 5 s.
    pub timeout: Duration,
    /// How long the second try waits; each further one waits four times as long. 1 s.
    pub back_off: Duration,
    /// Who signs the certificates of receivers.
    pub(crate) tls: Arc<ClientConfig>,
}

/// Why a file names no authority.
#[derive(Debug, thiserror::Error)]
pub enum CaError {
    /// It cannot be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's error, or what is wrong with its text.
        source: io::Error,
    },
    /// It has no certificate.
    #[error("{} has no certificate: write those of the authorities into it, in PEM", .0.display())]
    Empty(PathBuf),
}

impl HooksConfig {
    /// Receivers in these networks, whose certificates are signed by the authorities in a file, or by those of the web.
    ///
    /// # Errors
    /// [`CaError`].
    pub fn new(networks: Networks, ca: Option<&Path>) -> Result<Self, CaError> {
        let roots = match ca {
            Some(path) => authorities(path)?,
            None => RootCertStore {
                roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
            },
        };
        let provider = Arc::new(ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring knows TLS 1.2 and 1.3")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self {
            networks,
            timeout: Duration::from_secs(5),
            back_off: Duration::from_secs(1),
            tls: Arc::new(tls),
        })
    }
}

fn authorities(path: &Path) -> Result<RootCertStore, CaError> {
    let fault = |source: io::Error| CaError::Read {
        path: path.to_owned(),
        source,
    };
    let text = std::fs::read(path).map_err(fault)?;
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&text) {
        let certificate = certificate.map_err(|error| fault(io::Error::other(error)))?;
        let added = roots.add(certificate);
        added.map_err(|error| fault(io::Error::other(error)))?;
    }
    match roots.is_empty() {
        true => Err(CaError::Empty(path.to_owned())),
        false => Ok(roots),
    }
}

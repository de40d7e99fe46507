//! TLS: who we are towards peers, and whom we trust.

mod layer;
mod shown;
mod verify;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arc_swap::ArcSwap;
use rustls::client::WebPkiServerVerifier;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::WebPkiClientVerifier;
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection};

pub(crate) use layer::{TlsLayer, failure_of};
use shown::ShownByName;
use verify::DomainVerifier;

/// The files of TLS, in PEM.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TlsFiles {
    /// Our certificate chain, its own certificate first. Peers whom we call see it, too, where they ask for one.
    pub cert: PathBuf,
    /// The key of that certificate.
    pub key: PathBuf,
    /// Who signs the certificates of those who connect to us; without it they need none.
    pub client_ca: Option<PathBuf>,
    /// Who signs the certificates of those whom we call; without it, the authorities of the web.
    pub ca: Option<PathBuf>,
    /// Certificates for callers who ask for other names than those of `cert` (SNI).
    pub others: Vec<CertFiles>,
}

impl TlsFiles {
    fn own(&self) -> CertFiles {
        CertFiles {
            cert: self.cert.clone(),
            key: self.key.clone(),
        }
    }
}

/// A certificate, in PEM.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CertFiles {
    /// The chain, its own certificate first.
    pub cert: PathBuf,
    /// The key of that certificate.
    pub key: PathBuf,
}

/// TLS towards peers (RFC 3261 §26.3, RFC 5922), versions 1.2 and 1.3. Cloning it gives another handle.
#[derive(Clone)]
pub struct Tls {
    files: Arc<TlsFiles>,
    current: Arc<ArcSwap<Current>>,
}

struct Current {
    server: Arc<ServerConfig>,
    client: Arc<ClientConfig>,
}

/// Why certificates cannot be used.
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
    /// A file of authorities has none that can be used.
    #[error("{file}: {fault}: give the certificates of the authorities to trust", file = .file.display())]
    Authorities {
        /// Which one.
        file: PathBuf,
        /// What is wrong with it.
        fault: String,
    },
}

impl Tls {
    /// Reads the files.
    ///
    /// # Errors
    /// [`TlsError`].
    pub fn load(files: TlsFiles) -> Result<Self, TlsError> {
        let current = Arc::new(ArcSwap::from_pointee(read(&files)?));
        let files = Arc::new(files);
        Ok(Self { files, current })
    }

    /// Reads the files again. Handshakes from now on go by what they hold; connections that are open go on.
    ///
    /// # Errors
    /// [`TlsError`]: all stays as it was.
    pub fn reload(&self) -> Result<(), TlsError> {
        self.current.store(Arc::new(read(&self.files)?));
        Ok(())
    }

    /// The files that it reads.
    #[must_use]
    pub fn files(&self) -> &TlsFiles {
        &self.files
    }

    /// The layer over one connection that was accepted.
    pub(crate) fn accepted(&self) -> io::Result<TlsLayer> {
        let server = Arc::clone(&self.current.load().server);
        let tls = ServerConnection::new(server).map_err(io::Error::other)?;
        Ok(TlsLayer::new(tls.into()))
    }

    /// The layer over a connection of ours to the peer of this name, a domain or an address.
    pub(crate) fn opened(&self, name: &str) -> io::Result<TlsLayer> {
        let name = ServerName::try_from(name.to_owned()).map_err(io::Error::other)?;
        let client = Arc::clone(&self.current.load().client);
        let tls = ClientConnection::new(client, name).map_err(io::Error::other)?;
        Ok(TlsLayer::new(tls.into()))
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tls").field(&self.files).finish()
    }
}

fn read(files: &TlsFiles) -> Result<Current, TlsError> {
    let provider = Arc::new(ring::default_provider());
    Ok(Current {
        server: Arc::new(server(files, &provider)?),
        client: Arc::new(client(files, &provider)?),
    })
}

fn server(files: &TlsFiles, provider: &Arc<CryptoProvider>) -> Result<ServerConfig, TlsError> {
    let own = files.own();
    let wrong = |source| pair_fault(&own, source);
    let builder = ServerConfig::builder_with_provider(Arc::clone(provider))
        .with_safe_default_protocol_versions()
        .map_err(wrong)?;
    let builder = match &files.client_ca {
        None => builder.with_no_client_auth(),
        Some(file) => {
            let roots = Arc::new(authorities(file)?);
            let verifier =
                WebPkiClientVerifier::builder_with_provider(roots, Arc::clone(provider)).build();
            builder.with_client_cert_verifier(verifier.map_err(|error| no_authority(file, error))?)
        }
    };
    let all = std::iter::once(&own).chain(&files.others);
    let certified = |own: &CertFiles| {
        let (chain, key) = pair(own)?;
        let certified = CertifiedKey::from_der(chain, key, provider);
        certified
            .map(Arc::new)
            .map_err(|source| pair_fault(own, source))
    };
    let shown = all.map(certified).collect::<Result<_, TlsError>>()?;
    Ok(builder.with_cert_resolver(Arc::new(ShownByName(shown))))
}

fn client(files: &TlsFiles, provider: &Arc<CryptoProvider>) -> Result<ClientConfig, TlsError> {
    let own = files.own();
    let wrong = |source| pair_fault(&own, source);
    let roots = match &files.ca {
        Some(file) => authorities(file)?,
        None => RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        },
    };
    let verifier =
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build();
    let in_use = files.ca.as_deref().unwrap_or(Path::new("the web's roots"));
    let verifier = verifier.map_err(|error| no_authority(in_use, error))?;
    let (chain, key) = pair(&own)?;
    ClientConfig::builder_with_provider(Arc::clone(provider))
        .with_safe_default_protocol_versions()
        .map_err(wrong)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(DomainVerifier(verifier)))
        .with_client_auth_cert(chain, key)
        .map_err(wrong)
}

type Pair = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

fn pair(files: &CertFiles) -> Result<Pair, TlsError> {
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|source| TlsError::File {
        file: files.key.clone(),
        source,
    })?;
    Ok((certificates(&files.cert)?, key))
}

fn pair_fault(files: &CertFiles, source: rustls::Error) -> TlsError {
    TlsError::Pair {
        cert: files.cert.clone(),
        key: files.key.clone(),
        source,
    }
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let read = CertificateDer::pem_file_iter(file).and_then(Iterator::collect);
    read.map_err(|source| TlsError::File {
        file: file.to_owned(),
        source,
    })
}

fn authorities(file: &Path) -> Result<RootCertStore, TlsError> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(file)? {
        roots
            .add(certificate)
            .map_err(|error| no_authority(file, error))?;
    }
    Ok(roots)
}

fn no_authority(file: &Path, fault: impl fmt::Display) -> TlsError {
    TlsError::Authorities {
        file: file.to_owned(),
        fault: fault.to_string(),
    }
}

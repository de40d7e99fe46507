//! The certificates of SIP over TLS: read at the start, and again when their files change.

use std::time::SystemTime;

use tandem_sip_io::{CertFiles, Tls, TlsError, TlsFiles};

use crate::config::Config;
use crate::config::sections::SipCertificate;

/// Reads what `[sip.tls]` names; `None` where it is absent.
///
/// # Errors
/// [`TlsError`], which names the file and what is wrong with it.
pub fn sip_tls(config: &Config) -> Result<Option<Tls>, TlsError> {
    let Some(tls) = &config.sip.tls else {
        return Ok(None);
    };
    let files = TlsFiles {
        cert: tls.cert.clone(),
        key: tls.key.clone(),
        client_ca: tls.client_ca.clone(),
        ca: tls.ca.clone(),
        others: tls.certificates.iter().map(files).collect(),
    };
    Tls::load(files).map(Some)
}

fn files(certificate: &SipCertificate) -> CertFiles {
    CertFiles {
        cert: certificate.cert.clone(),
        key: certificate.key.clone(),
    }
}

/// Reads certificates again, once what is in their files is new. Connections and calls go on.
pub struct Reloader {
    tls: Tls,
    /// What the files were when they were last read, or looked at.
    read: Vec<Stamp>,
    seen: Vec<Stamp>,
}

/// When a file was written, and its length; none where it is away.
type Stamp = Option<(SystemTime, u64)>;

impl Reloader {
    /// For certificates that were read just now.
    #[must_use]
    pub fn new(tls: Tls) -> Self {
        let read = stamps(&tls);
        let seen = read.clone();
        Self { tls, read, seen }
    }

    /// Looks at the files, and reads them if they have changed and are as they were at the last look: who writes a
    /// certificate and its key writes one after the other.
    pub fn look(&mut self) {
        let now = stamps(&self.tls);
        let is_settled = std::mem::replace(&mut self.seen, now.clone()) == now;
        if is_settled && now != self.read {
            self.read = now;
            reload(&self.tls);
        }
    }
}

/// Reads certificates again; those from before stay if that fails.
pub fn reload(tls: &Tls) {
    let cert = tls.files().cert.display();
    match tls.reload() {
        Ok(()) => tracing::info!(%cert, "the certificates of SIP over TLS were read again"),
        Err(error) => tracing::error!(%error, "the certificates of SIP over TLS stay as they were"),
    }
}

fn stamps(tls: &Tls) -> Vec<Stamp> {
    let TlsFiles {
        cert,
        key,
        client_ca,
        ca,
        others,
    } = tls.files();
    let others = others.iter().flat_map(|other| [&other.cert, &other.key]);
    [Some(cert), Some(key), client_ca.as_ref(), ca.as_ref()]
        .into_iter()
        .flatten()
        .chain(others)
        .map(|file| {
            let file = std::fs::metadata(file).ok()?;
            Some((file.modified().ok()?, file.len()))
        })
        .collect()
}

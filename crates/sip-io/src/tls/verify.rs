use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};
use tandem_sip_proto::Uri;
use webpki::EndEntityCert;

/// Whether a certificate is of the domain that was asked for (RFC 5922 §7).
///
/// A `sip` URI among its names says so, and only if there is none, a DNS name or an address. A DNS name may have `*` as
/// its first label: RFC 5922 forbids that, and providers' certificates have it.
#[derive(Debug)]
pub(super) struct DomainVerifier(pub(super) Arc<WebPkiServerVerifier>);

impl ServerCertVerifier for DomainVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let by_dns_name = self
            .0
            .verify_server_cert(end_entity, intermediates, name, ocsp, now);
        // The chain is looked at before the name: another error is one of the chain.
        if let Err(error) = &by_dns_name
            && !is_of_name(error)
        {
            return by_dns_name;
        }
        let domains = sip_domains(end_entity);
        if domains.is_empty() {
            return by_dns_name;
        }
        let asked = name.to_str();
        match domains.iter().any(|one| one.eq_ignore_ascii_case(&asked)) {
            true => Ok(ServerCertVerified::assertion()),
            false => Err(CertificateError::NotValidForName.into()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls12_signature(message, cert, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls13_signature(message, cert, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

fn is_of_name(error: &Error) -> bool {
    matches!(
        error,
        Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
        )
    )
}

/// The domains of `sip` URIs without a user (RFC 5922 §7.1).
fn sip_domains(certificate: &CertificateDer<'_>) -> Vec<String> {
    let Ok(certificate) = EndEntityCert::try_from(certificate) else {
        return Vec::new();
    };
    certificate
        .valid_uri_names()
        .filter_map(|text| {
            let uri = Uri::parse(text.as_bytes()).ok()?;
            let is_domain = uri.scheme().eq_ignore_ascii_case(b"sip") && uri.user().is_empty();
            is_domain.then(|| String::from_utf8_lossy(uri.host()).into_owned())
        })
        .collect()
}

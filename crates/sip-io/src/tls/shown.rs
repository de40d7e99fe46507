use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use webpki::EndEntityCert;

/// Our certificates: who asks for a name (RFC 6066 §3, SNI) is shown the first that is of it, and others the very first.
#[derive(Debug)]
pub(super) struct ShownByName(pub(super) Vec<Arc<CertifiedKey>>);

impl ResolvesServerCert for ShownByName {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let name = hello.server_name();
        let name = name.and_then(|name| ServerName::try_from(name).ok());
        let own = name.and_then(|name| self.0.iter().find(|own| is_of(own, &name)));
        own.or_else(|| self.0.first()).cloned()
    }
}

fn is_of(own: &CertifiedKey, name: &ServerName<'_>) -> bool {
    let certificate = own.cert.first().map(EndEntityCert::try_from);
    certificate.is_some_and(|certificate| {
        certificate.is_ok_and(|own| own.verify_is_valid_for_subject_name(name).is_ok())
    })
}

//! What OPTIONS and REGISTER say of an outbound trunk.

use std::time::Duration;

use tandem_control_plane::Vault;
use tandem_model::{OutboundTrunkSpec, Registration};
use tandem_sip_proto::Binding;
use tandem_sip_proto::digest::Login;
use tandem_sip_proto::locate::Destination;

use crate::invitation::transport_parameter;
use crate::next_hop::{destination_at, host_and_port};

/// The Request-URI of questions to a trunk.
pub(crate) fn probe_uri(spec: &OutboundTrunkSpec) -> String {
    format!(
        "sip:{}{}",
        spec.address,
        transport_parameter(spec.transport)
    )
}

/// The registration that a trunk asks for.
pub(crate) fn registration(spec: &OutboundTrunkSpec) -> Option<&Registration> {
    spec.terms.as_ref()?.registration.as_ref()
}

/// Where the registrar of a trunk is: its address unless it names another.
pub(crate) fn registrar_at(spec: &OutboundTrunkSpec) -> Option<Destination> {
    registration(spec)?;
    Some(destination_at(registrar(spec), spec.transport))
}

fn registrar(spec: &OutboundTrunkSpec) -> &str {
    let own = registration(spec).map_or("", |registration| &registration.registrar);
    match own {
        "" => &spec.address,
        own => own,
    }
}

/// What is registered: the user at the trunk's `from_host`, or at the registrar's host. None where the trunk asks for
/// nothing, or its password cannot be opened.
pub(crate) fn binding(spec: &OutboundTrunkSpec, vault: &Vault) -> Option<Binding> {
    let registration = registration(spec)?;
    let registrar = registrar(spec);
    let user = match &*registration.user {
        "" => &spec.auth.username,
        user => user,
    };
    let domain = match &*spec.from_host {
        "" => bare(registrar),
        host => host.to_owned(),
    };
    let password = spec.auth.password.as_ref();
    let password = password.map(|sealed| vault.open(sealed)).transpose();
    let password = password.inspect_err(|_| {
        tracing::error!("the password of a trunk that registers cannot be opened");
    });
    let expires = registration.expires.unwrap_or(Registration::USUAL_EXPIRES);
    Some(Binding {
        registrar: format!("sip:{registrar}"),
        record: format!("sip:{user}@{domain}"),
        user: user.to_owned(),
        expires_s: seconds(expires),
        login: password.ok()?.map(|password| Login {
            username: spec.auth.username.to_string(),
            password,
        }),
    })
}

fn seconds(time: Duration) -> u32 {
    u32::try_from(time.as_secs()).unwrap_or(u32::MAX)
}

/// A host without its port; IPv6 addresses in brackets.
fn bare(address: &str) -> String {
    let (host, _) = host_and_port(address);
    match host.contains(':') {
        true => format!("[{host}]"),
        false => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use tandem_model::{Auth, TrunkTerms};

    use super::*;

    #[test]
    fn who_is_registered_where() {
        let vault = Vault::from_key([7; 32]);
        let spec =
            |address: &str, from_host: &str, registrar: &str, user: &str| OutboundTrunkSpec {
                address: address.into(),
                from_host: from_host.into(),
                auth: Auth {
                    username: "ann".into(),
                    password: Some(vault.seal("secret")),
                    realm: "".into(),
                },
                terms: Some(Box::new(TrunkTerms {
                    registration: Some(Registration {
                        registrar: registrar.into(),
                        expires: None,
                        user: user.into(),
                    }),
                    ..TrunkTerms::default()
                })),
                ..OutboundTrunkSpec::default()
            };
        for (spec, registrar, record) in [
            (
                spec("sip.test:5070", "", "", ""),
                "sip:sip.test:5070",
                "sip:ann@sip.test",
            ),
            (
                spec("sip.test", "home.test", "", "bob"),
                "sip:sip.test",
                "sip:bob@home.test",
            ),
            (
                spec("sip.test", "", "reg.test:5080", ""),
                "sip:reg.test:5080",
                "sip:ann@reg.test",
            ),
            (
                spec("[2001:db8::1]:5070", "", "", ""),
                "sip:[2001:db8::1]:5070",
                "sip:ann@[2001:db8::1]",
            ),
        ] {
            let made = binding(&spec, &vault).expect("it registers");
            assert_eq!((&*made.registrar, &*made.record), (registrar, record));
            assert_eq!(made.expires_s, 3600);
            let login = made.login.expect("it has a password");
            assert_eq!((&*login.username, &*login.password), ("ann", "secret"));
        }
        let none = OutboundTrunkSpec::default();
        assert!(binding(&none, &vault).is_none() && registrar_at(&none).is_none());
    }
}

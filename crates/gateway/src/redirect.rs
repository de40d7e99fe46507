//! Redirections of calls to somebody (RFC 3261 §8.1.3.4): where a 3xx points is called, within a policy.

use std::time::Instant;

use tandem_model::{OutboundTrunkSpec, SipTransport};
use tandem_sip_io::Found;
use tandem_sip_proto::locate::Destination;
use tandem_sip_proto::{Contacts, Endpoint, Flow, Message, Transport};

use crate::config::RedirectPolicy;
use crate::gateway::{Gateway, Mail};
use crate::live::{Side, Slot};
use crate::next_hop::{MAX_TARGETS, destination};

/// What is known of the redirections of one call.
#[derive(Default)]
pub(crate) struct Redirects {
    /// The URIs that were called, or are to be.
    visited: Vec<Box<str>>,
    /// The 3xx whose contacts are looked up, and those that are left.
    open: Option<(Message, Contacts)>,
}

impl Redirects {
    pub(crate) fn new(first: &str) -> Self {
        Self {
            visited: vec![first.into()],
            open: None,
        }
    }

    /// The preferred contact that may be called and was not: a circle ends here.
    fn next(
        &mut self,
        policy: &RedirectPolicy,
        trunk: &OutboundTrunkSpec,
    ) -> Option<(Box<str>, Destination)> {
        let (_, contacts) = self.open.as_mut()?;
        while !contacts.0.is_empty() {
            let uri: Box<str> = contacts.0.remove(0).into();
            let Ok(mut hop) = Destination::of_uri(&uri) else {
                continue;
            };
            if self.visited.contains(&uri) || !policy.allows(&hop.host, trunk) {
                continue;
            }
            if trunk.transport == SipTransport::Tls {
                hop.transport = Some(Transport::Tls);
                hop.is_secure = true;
            }
            self.visited.push(uri.clone());
            return Some((uri, hop));
        }
        None
    }
}

impl RedirectPolicy {
    pub(crate) fn allows(&self, host: &str, trunk: &OutboundTrunkSpec) -> bool {
        let is_own = destination(trunk).host.eq_ignore_ascii_case(host);
        is_own
            || self
                .hosts
                .iter()
                .any(|allowed| match allowed.strip_prefix('.') {
                    Some(domain) => {
                        let rest = host.len().checked_sub(domain.len() + 1);
                        rest.is_some_and(|at| {
                            host.get(at..)
                                .is_some_and(|end| end.eq_ignore_ascii_case(allowed))
                        })
                    }
                    None => allowed.eq_ignore_ascii_case(host),
                })
    }
}

impl Gateway {
    /// The provider points elsewhere: the contacts are gone through, the preferred first.
    pub(crate) fn redirected(&mut self, slot: Slot, message: Message, contacts: Contacts) {
        if let Some(call) = self.calls.get_mut(slot)
            && let Side::Outbound(outbound) = &mut call.side
        {
            outbound.redirects.open = Some((message, contacts));
            self.look_up_redirect(slot);
        }
    }

    /// Looks the next contact up. Without one, the 3xx is the call's end.
    fn look_up_redirect(&mut self, slot: Slot) {
        let policy = &self.config.redirects;
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        let Side::Outbound(outbound) = &mut call.side else {
            return;
        };
        let trunk = &outbound.request.dial.trunk;
        match outbound.redirects.next(policy, trunk) {
            Some((uri, hop)) => {
                let mailbox = self.mailbox.clone();
                outbound.resolver.look_up(hop, move |found| {
                    if mailbox.post(Mail::Redirected(slot.0, uri, found)).is_err() {
                        tracing::error!("where a redirection leads was lost");
                    }
                });
            }
            None => {
                let open = outbound.redirects.open.take();
                if let (Some((message, _)), Some(uac)) = (open, outbound.invite()) {
                    uac.give_up(message);
                }
            }
        }
    }

    /// A contact was looked up.
    pub(crate) fn redirect(
        &mut self,
        slot: Slot,
        uri: &str,
        found: Found,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let mut targets: Vec<Flow> = found.unwrap_or_default();
        targets.truncate(MAX_TARGETS);
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        let Side::Outbound(outbound) = &mut call.side else {
            return;
        };
        let Some(uac) = outbound.invite() else { return };
        let is_called = !targets.is_empty() && uac.redirect(uri, targets, endpoint, now).is_ok();
        match is_called {
            true => outbound.redirects.open = None,
            false => self.look_up_redirect(slot),
        }
        self.drive(slot, endpoint, now);
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use tandem_sip_proto::Limits;

    use super::*;

    fn moved() -> Message {
        let text = "SIP/2.0 302 Moved\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n\
                    To: <sip:b@b>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n";
        Message::parse(Bytes::from_static(text.as_bytes()), &Limits::default()).expect("a response")
    }

    #[test]
    fn only_what_may_be_called_and_was_not_is_called() {
        let trunk = OutboundTrunkSpec {
            address: "sip.example.test:5070".into(),
            ..OutboundTrunkSpec::default()
        };
        let policy = RedirectPolicy {
            most: 5,
            hosts: vec![".friends.test".to_owned(), "192.0.2.7".to_owned()],
        };
        let mut redirects = Redirects::new("sip:a@sip.example.test");
        let uris = [
            "sip:a@sip.example.test",
            "sip:b@SIP.example.test;transport=tcp",
            "sip:c@friends.test",
            "sip:d@x.friends.test",
            "sip:e@evilfriends.test",
            "sip:f@192.0.2.7",
            "sip:g@192.0.2.8",
            "tel:+4930",
        ];
        let contacts = Contacts(uris.map(str::to_owned).to_vec());
        redirects.open = Some((moved(), contacts.clone()));
        let mut called = Vec::new();
        while let Some((uri, _)) = redirects.next(&policy, &trunk) {
            called.push(uri);
        }
        assert_eq!(
            called.iter().map(|uri| &**uri).collect::<Vec<_>>(),
            [uris[1], uris[3], uris[5]]
        );
        // All of them once more: a circle.
        redirects.open = Some((moved(), contacts));
        assert!(redirects.next(&policy, &trunk).is_none());
    }

    #[test]
    fn a_trunk_of_tls_is_not_left_for_less() {
        let trunk = OutboundTrunkSpec {
            address: "h.test".into(),
            transport: SipTransport::Tls,
            ..OutboundTrunkSpec::default()
        };
        let mut redirects = Redirects::new("sip:a@h.test");
        redirects.open = Some((
            moved(),
            Contacts(vec!["sip:b@h.test;transport=udp".to_owned()]),
        ));
        let (_, hop) = redirects
            .next(&RedirectPolicy::default(), &trunk)
            .expect("allowed");
        assert_eq!((hop.transport, hop.is_secure), (Some(Transport::Tls), true));
    }
}

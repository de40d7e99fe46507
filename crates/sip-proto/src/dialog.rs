use std::net::{IpAddr, SocketAddr};

use crate::{
    Flow, HeaderError, HeaderName, HostPort, Message, Method, NameAddr, OutgoingRequest,
    RefusedNetworks, Transport, Uri,
};

/// One dialog (RFC 3261 §12), of a call that came in or went out: plain data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dialog {
    call_id: Box<str>,
    local_tag: Box<str>,
    remote_tag: Box<str>,
    /// With our tag: From of our requests.
    local: Box<str>,
    /// With the peer's tag: To of our requests.
    remote: Box<str>,
    remote_target: Box<str>,
    route_set: Vec<Box<str>>,
    local_sequence: u32,
    /// None until the peer has sent a request.
    remote_sequence: Option<u32>,
    flow: Flow,
    /// Whether it was begun by a `sips` URI over TLS: our Contact is one, too.
    is_secure: bool,
    /// Where its routes do not lead.
    refused: RefusedNetworks,
}

/// Why a request does not fit into a dialog, with the status that says so.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DialogError {
    /// Other tags or another Call-ID: 481.
    #[error("the request belongs to another dialog")]
    Elsewhere,
    /// Its number is not above the last one: 500 (RFC 3261 §12.2.2).
    #[error("the request comes out of order")]
    OutOfOrder,
}

impl DialogError {
    /// The status.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Elsewhere => 481,
            Self::OutOfOrder => 500,
        }
    }
}

impl Dialog {
    /// The callee's side (RFC 3261 §12.1.1).
    ///
    /// # Errors
    /// [`HeaderError`] when a field that a dialog is made of is missing or broken.
    pub fn uas(invite: &Message, local_tag: &str, flow: Flow) -> Result<Self, HeaderError> {
        let text = |octets: &[u8]| -> Box<str> { String::from_utf8_lossy(octets).into() };
        let from = invite.from()?;
        let to = text(invite.header(HeaderName::To).unwrap_or_default());
        // INVITEs of RFC 2543 have no Contact: their dialogs go to who called.
        let target = match invite.contact() {
            Some(contact) => contact?.uri(),
            None => from.uri(),
        };
        let sequence = invite.cseq()?.sequence;
        Ok(Self {
            call_id: text(invite.call_id()?),
            local_tag: local_tag.into(),
            remote_tag: text(from.tag().unwrap_or_default()),
            local: [&*to, ";tag=", local_tag].concat().into(),
            remote: text(invite.header(HeaderName::From).unwrap_or_default()),
            remote_target: text(target.as_target()),
            route_set: routes(invite),
            local_sequence: sequence,
            remote_sequence: Some(sequence),
            is_secure: is_secure(invite, flow),
            flow,
            refused: RefusedNetworks::default(),
        })
    }

    /// The caller's side (RFC 3261 §12.1.2), of a response with a tag other than 100; `flow` is where it came from.
    ///
    /// # Errors
    /// [`HeaderError`] when a field that a dialog is made of is missing or broken.
    pub fn uac(
        invite: &OutgoingRequest,
        response: &Message,
        flow: Flow,
    ) -> Result<Self, HeaderError> {
        let text = |octets: &[u8]| -> Box<str> { String::from_utf8_lossy(octets).into() };
        let from = NameAddr::parse(invite.header("From").as_bytes())?;
        let to = response.to()?;
        let sequence = invite.sequence();
        let mut dialog = Self {
            call_id: invite.header("Call-ID").into(),
            local_tag: text(from.tag().unwrap_or_default()),
            remote_tag: text(to.tag().unwrap_or_default()),
            local: invite.header("From").into(),
            remote: text(response.header(HeaderName::To).unwrap_or_default()),
            remote_target: invite.uri.as_str().into(),
            route_set: Vec::new(),
            local_sequence: sequence,
            remote_sequence: None,
            is_secure: invite.is_secure(flow),
            flow,
            refused: RefusedNetworks::default(),
        };
        dialog.confirm(response);
        Ok(dialog)
    }

    /// Follows no route into these networks: what it leads to goes the way that the dialog came.
    #[must_use]
    pub fn avoiding(self, refused: RefusedNetworks) -> Self {
        Self { refused, ..self }
    }

    /// Takes route set and target of a response to our INVITE: those of the 2xx count in place of the provisional
    /// responses' (RFC 3261 §13.2.2.4).
    pub fn confirm(&mut self, response: &Message) {
        self.route_set = routes(response);
        self.route_set.reverse();
        self.refresh(response);
    }

    /// The ACK of the 2xx to our INVITE of this number (RFC 3261 §13.2.2.4).
    #[must_use]
    pub fn ack(&self, sequence: u32) -> (OutgoingRequest, Flow) {
        self.compose(Method::Ack, sequence, &[])
    }

    /// Whether a response or request names the peer's tag of this dialog.
    pub(crate) fn is_with(&self, remote_tag: &[u8]) -> bool {
        self.remote_tag.as_bytes() == remote_tag
    }

    /// The `Call-ID` of its messages.
    #[must_use]
    pub fn call_id(&self) -> &str {
        &self.call_id
    }

    /// The peer's tag; empty for those of RFC 2543.
    #[must_use]
    pub fn remote_tag(&self) -> &str {
        &self.remote_tag
    }

    /// Takes a request that names our tag (RFC 3261 §12.2.2).
    ///
    /// # Errors
    /// [`DialogError`].
    pub fn accept(&mut self, request: &Message) -> Result<(), DialogError> {
        let tag = |value: Result<NameAddr<'_>, HeaderError>| {
            value
                .ok()
                .and_then(|value| value.tag().map(<[u8]>::to_vec))
                .unwrap_or_default()
        };
        let is_here = request
            .call_id()
            .is_ok_and(|id| id == self.call_id.as_bytes())
            && tag(request.to()) == self.local_tag.as_bytes()
            && tag(request.from()) == self.remote_tag.as_bytes();
        let sequence = request.cseq().map(|cseq| cseq.sequence).unwrap_or_default();
        if !is_here {
            return Err(DialogError::Elsewhere);
        }
        if self.remote_sequence.is_some_and(|last| sequence <= last) {
            return Err(DialogError::OutOfOrder);
        }
        self.remote_sequence = Some(sequence);
        Ok(())
    }

    /// Takes the connection that the peer's latest request came over for ours: the INVITE's may be gone. That of
    /// another address or transport is not taken.
    pub fn heard_on(&mut self, flow: Flow) {
        if flow.transport == self.flow.transport && flow.peer.ip() == self.flow.peer.ip() {
            // Whom we called keeps his name, also where he comes to us.
            let name = self.flow.name;
            self.flow = Flow { name, ..flow };
        }
    }

    /// Takes the Contact of a re-INVITE or UPDATE that was accepted, or of its 2xx, as the new target (RFC 3261
    /// §12.2.1.2, §12.2.2).
    pub fn refresh(&mut self, message: &Message) {
        if let Some(Ok(contact)) = message.contact() {
            self.remote_target = String::from_utf8_lossy(contact.uri().as_target()).into();
        }
    }

    /// Makes our next request, and says where it goes (RFC 3261 §12.2.1.1). Extra fields that stand in each request
    /// anyhow, such as To or Content-Length, are left out.
    pub fn request(
        &mut self,
        method: Method<'static>,
        extra: &[(&str, &str)],
    ) -> (OutgoingRequest, Flow) {
        self.local_sequence += 1;
        self.compose(method, self.local_sequence, extra)
    }

    fn compose(
        &self,
        method: Method<'static>,
        sequence: u32,
        extra: &[(&str, &str)],
    ) -> (OutgoingRequest, Flow) {
        let mut routes: Vec<String> = self.route_set.iter().map(ToString::to_string).collect();
        let mut uri = self.remote_target.to_string();
        let is_strict = routes.first().is_some_and(|first| !is_loose(first));
        if is_strict {
            let first = routes.remove(0);
            routes.push(format!("<{uri}>"));
            uri = route_uri(&first);
        }
        let next_hop = match routes.first() {
            Some(first) if !is_strict => route_uri(first),
            Some(_) | None => uri.clone(),
        };
        let mut headers: Vec<(String, String)> = routes
            .into_iter()
            .map(|route| ("Route".to_owned(), route))
            .collect();
        let mut add = |name: &str, value: &str| headers.push((name.to_owned(), value.to_owned()));
        add("From", &self.local);
        add("To", &self.remote);
        add("Call-ID", &self.call_id);
        add("CSeq", &format!("{sequence} {method}"));
        for (name, value) in extra {
            if !HeaderName::of(name.as_bytes()).is_written_here() {
                add(name, value);
            }
        }
        (
            OutgoingRequest::new(method, uri, headers),
            self.flow_to(&next_hop),
        )
    }

    /// Where a request for this URI goes: to its address if it has one, else the way that the INVITE came. On TCP
    /// the connection of the INVITE is taken while it is open.
    fn flow_to(&self, uri: &str) -> Flow {
        let parsed = Uri::parse(uri.as_bytes()).ok();
        let port = parsed.and_then(|uri| uri.port());
        let port = port.unwrap_or_else(|| self.flow.transport.default_port());
        let address = parsed.and_then(|uri| Some(SocketAddr::new(uri.ip()?, port)));
        // Behind NAT the Contact holds an address that nobody here can reach: the source is better.
        let is_reachable = |address: &SocketAddr| {
            address.is_ipv4() == self.flow.local.is_ipv4()
                && (self.flow.peer.ip() == address.ip() || self.is_routed_to(address.ip()))
        };
        let source = match self.flow.transport {
            Transport::Udp => self.flow.peer,
            // Nobody listens where a connection came from.
            Transport::Tcp | Transport::Tls => SocketAddr::new(self.flow.peer.ip(), port),
        };
        Flow {
            peer: address.filter(is_reachable).unwrap_or(source),
            ..self.flow
        }
    }

    /// Whether the peer's proxies may name this address.
    fn is_routed_to(&self, ip: IpAddr) -> bool {
        !self.route_set.is_empty() && !self.refused.contains(ip)
    }

    /// Our Contact's value for this flow.
    #[must_use]
    pub fn contact(&self, flow: Flow) -> String {
        contact(flow, self.is_secure)
    }
}

/// Our Contact's value: what reaches us by this flow, with `sips` where that was asked for (RFC 3261 §8.1.1.8,
/// §12.1.1). Elsewhere TLS is a parameter: `sips` would forbid the peer all other ways (RFC 5630 §5.1.2).
pub(crate) fn contact(flow: Flow, is_secure: bool) -> String {
    contact_of("", flow, is_secure)
}

/// The same with a user; `user` is written as it is.
pub(crate) fn contact_of(user: &str, flow: Flow, is_secure: bool) -> String {
    let address = HostPort(flow.local);
    let at = if user.is_empty() { "" } else { "@" };
    match flow.transport {
        Transport::Udp => format!("<sip:{user}{at}{address}>"),
        Transport::Tcp => format!("<sip:{user}{at}{address};transport=tcp>"),
        Transport::Tls if is_secure => format!("<sips:{user}{at}{address}>"),
        Transport::Tls => format!("<sip:{user}{at}{address};transport=tls>"),
    }
}

/// Whether an INVITE asks its callee for a `sips` Contact (RFC 3261 §12.1.1): by its Request-URI, or its first
/// Record-Route, or its Contact where there is no route.
fn is_secure(invite: &Message, flow: Flow) -> bool {
    let named = |value: Result<NameAddr<'_>, HeaderError>| {
        value.is_ok_and(|value| is_sips(value.uri().as_target()))
    };
    let last_hop = match invite.list(HeaderName::RecordRoute).next() {
        Some(route) => named(NameAddr::parse(route)),
        None => invite.contact().is_some_and(named),
    };
    flow.transport == Transport::Tls && (is_sips(invite.request_uri()) || last_hop)
}

/// Whether a URI is a `sips` one.
pub(crate) fn is_sips(uri: &[u8]) -> bool {
    let scheme = uri.get(..5);
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"sips:"))
}

/// Record-Route, but for what is no address: a route that cannot be read cannot be followed.
fn routes(message: &Message) -> Vec<Box<str>> {
    let text = |octets: &[u8]| -> Box<str> { String::from_utf8_lossy(octets).into() };
    let values = message.list(HeaderName::RecordRoute).map(text);
    values
        .filter(|value| NameAddr::parse(value.as_bytes()).is_ok())
        .collect()
}

fn is_loose(route: &str) -> bool {
    NameAddr::parse(route.as_bytes()).is_ok_and(|route| route.uri().param(b"lr").is_some())
}

fn route_uri(route: &str) -> String {
    let parsed = NameAddr::parse(route.as_bytes());
    parsed
        .map(|route| String::from_utf8_lossy(route.uri().as_target()).into_owned())
        .unwrap_or_default()
}

use tandem_sip_proto::Message;

/// A message in the types of `rsip`, for hooks and tools: made on demand, from a copy with long names and unfolded
/// lines, as `rsip` reads no others. Never on the path of a call.
///
/// # Errors
/// What `rsip` cannot represent, though the message is valid: some URIs and addresses of RFC 4475 and RFC 5118.
pub fn typed(message: &Message) -> Result<rsip::SipMessage, rsip::Error> {
    message.normalised().try_into()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use rsip::prelude::{HeadersExt as _, ToTypedHeader, UntypedHeader as _};
    use tandem_sip_proto::Limits;

    use super::*;

    #[test]
    fn compact_and_folded_fields_are_seen_in_their_types() {
        let text = "INVITE sip:bob@example.com SIP/2.0\r\n\
                    v: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1\r\n\
                    f: \"Alice\"\r\n  <sip:alice@example.com>;tag=a\r\n\
                    t: <sip:bob@example.com>\r\n\
                    i: 1@192.0.2.1\r\n\
                    CSeq: 7 INVITE\r\n\
                    Max-Forwards: 70\r\n\
                    l: 0\r\n\r\n";
        let message = Message::parse(Bytes::from_static(text.as_bytes()), &Limits::default());
        let typed = typed(&message.expect("valid")).expect("within what rsip knows");
        let rsip::SipMessage::Request(request) = typed else {
            panic!("it is a request")
        };
        assert_eq!(request.method, rsip::Method::Invite);
        assert_eq!(
            request.call_id_header().map(|id| id.value().to_owned()),
            Ok("1@192.0.2.1".to_owned())
        );
        let from = request.from_header().and_then(ToTypedHeader::typed);
        let from = from.expect("an address");
        assert_eq!(from.display_name.as_deref(), Some("\"Alice\""));
        assert_eq!(
            from.tag().map(|tag| tag.value().to_owned()),
            Some("a".to_owned())
        );
        let sequence = request.cseq_header().and_then(ToTypedHeader::typed);
        assert_eq!(sequence.map(|cseq| cseq.seq), Ok(7));
    }
}

use std::fmt;

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $cause:literal, $remedy:literal;)+) => {
        /// Why a call was refused or ended: one catalogue for SIP `Reason`, API errors, call records, metrics and traces.
        ///
        /// A code never changes its meaning; new ones are added at the end.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum ReasonCode {
            $($(#[$doc])* $variant,)+
        }

        impl ReasonCode {
            /// Every code, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The reason of a code; nothing for a code that this release does not know.
            #[must_use]
            pub fn of_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|reason| reason.code() == code)
            }

            /// What has happened, in a sentence.
            #[must_use]
            pub fn cause(self) -> &'static str {
                match self { $(Self::$variant => $cause,)+ }
            }

            /// What helps, in a sentence.
            #[must_use]
            pub fn remedy(self) -> &'static str {
                match self { $(Self::$variant => $remedy,)+ }
            }
        }
    };
}

reasons! {
    /// Nothing claims the called number.
    NoTrunk = "no-trunk", "No inbound trunk or dispatch rule takes this number.", "Create a trunk with the called number, and a rule.";
    /// A trunk admits the call, and no rule takes it.
    NoRule = "no-rule", "No dispatch rule takes this call.", "Create a rule for the trunk or the called number.";
    /// The trunk does not list the source address.
    SourceNotAllowed = "source-not-allowed", "The trunk does not admit this source address.", "Add the peer's address to allowed_addresses.";
    /// The trunk does not list the caller.
    CallerNotAllowed = "caller-not-allowed", "The trunk does not admit this calling number.", "Add the number to allowed_numbers.";
    /// The digest credentials are wrong.
    AuthFailed = "auth-failed", "The username or password is wrong.", "Compare the peer's credentials with the trunk's.";
    /// The dialled PIN opens no room.
    WrongPin = "wrong-pin", "No rule has the PIN that was dialled.", "Dial the PIN of the rule, then #.";
    /// Nobody dialled a PIN in time.
    PinTimeout = "pin-timeout", "The PIN was not dialled in time.", "Dial faster, or check that the peer sends telephone-event.";
    /// The session description can't be read.
    BadSdp = "bad-sdp", "The session description is broken.", "Capture the INVITE and mend its SDP.";
    /// No codec or profile in common.
    NoCommonCodec = "no-common-codec", "The offer has no audio that this side takes.", "Offer PCMU, PCMA or G.722 over RTP/AVP.";
    /// The RTP ports are used up.
    NoPort = "no-port", "Every RTP port is in use.", "Widen the port range, or add a gateway.";
    /// The room takes nobody else.
    RoomFull = "room-full", "The room has its most participants.", "Raise max_participants.";
    /// The rule makes no valid room name of this call.
    BadRoomName = "bad-room-name", "The rule makes no valid room name of this call.", "Shorten the prefix, or give the room a name.";
    /// Nobody listened in time.
    RingingTimeout = "ringing-timeout", "Nobody in the room listened in time.", "See that an agent joins, raise ringing_timeout, or answer at once.";
    /// The caller gave up.
    Cancelled = "cancelled", "The caller hung up before the answer.", "Nothing to do.";
    /// The caller hung up.
    CallerHangup = "caller-hangup", "The caller hung up.", "Nothing to do.";
    /// A client removed the participant.
    Removed = "removed", "A client removed the participant.", "Nothing to do.";
    /// A client deleted the room.
    RoomDeleted = "room-deleted", "A client deleted the room.", "Nothing to do.";
    /// Another participant took the identity.
    DuplicateIdentity = "duplicate-identity", "A newer participant has the same identity.", "Give each caller a room or an identity of his own.";
    /// No RTP came.
    MediaTimeout = "media-timeout", "No RTP came for too long.", "Check NAT and firewall between the peer and the RTP ports.";
    /// No ACK came.
    NoAck = "no-ack", "The peer never confirmed the answer.", "Check that the peer can reach the Contact address.";
    /// The longest duration is over.
    MaxDuration = "max-duration", "The call reached its longest duration.", "Raise max_call_duration.";
    /// The node is being stopped.
    Draining = "draining", "The gateway is being stopped.", "Try another gateway, or later.";
    /// The node has all the calls it may have.
    Overloaded = "overloaded", "The gateway has as many calls as it may.", "Add a gateway, or raise the limit.";
    /// The peer broke the protocol.
    ProtocolError = "protocol-error", "The peer broke the SIP dialog.", "Capture the call and look at the last request.";
    /// Something failed here.
    Internal = "internal", "Something failed inside the gateway.", "Look into the log under the call's id.";
    /// The node that has the room is gone.
    RoomLost = "room-lost", "The node that has the room cannot be reached.", "Call again: the room begins anew at another node.";
    /// No gateway of the allowed regions is for the called country.
    NoGateway = "no-gateway", "No gateway of the regions that the country's calls may leave from is known.", "Add a gateway there, or change the country's regions; tandem region explain shows them.";
    /// The gateways of the allowed regions do not answer.
    GatewaysAway = "gateways-away", "No gateway of the country's regions has been heard of lately.", "See whether the gateways run and reach this node; tandem cluster status shows them.";
    /// The gateways of the allowed regions are being stopped.
    GatewaysDraining = "gateways-draining", "All gateways of the country's regions are being stopped.", "Wait for one to be back, or allow another region.";
    /// The gateways of the allowed regions are full.
    GatewaysFull = "gateways-full", "All gateways of the country's regions have as many calls as they may.", "Add a gateway there, raise limits.calls, or allow another region.";
    /// The callee hung up.
    CalleeHangup = "callee-hangup", "The callee hung up.", "Nothing to do.";
    /// The callee speaks already.
    Busy = "busy", "The callee is busy.", "Call again later.";
    /// The callee, or the provider in his name, refused.
    Declined = "declined", "The callee or the provider refused the call.", "Read the SIP status; see whether the provider allows this number and this caller.";
    /// Nobody answered.
    NoAnswer = "no-answer", "Nobody answered in time.", "Call again later, or raise ringing_timeout.";
    /// The provider knows no such number.
    CalleeUnknown = "callee-unknown", "The provider knows no such number.", "Compare the number with what the provider expects, such as E.164 with a plus.";
    /// The provider failed.
    TrunkFailed = "trunk-failed", "The provider failed to place the call.", "Read the SIP status and ask the provider; try another trunk.";
    /// The provider is silent.
    TrunkSilent = "trunk-silent", "The provider did not answer the INVITE.", "Check address, port, transport and firewall between the gateway and the provider.";
    /// The provider is not found.
    TrunkUnresolved = "trunk-unresolved", "The address of the trunk cannot be resolved or used.", "Look up the address from the gateway, and see that it listens for the transport.";
    /// The provider does not take our credentials.
    TrunkAuthFailed = "trunk-auth-failed", "The provider did not take the credentials.", "Set auth_username and auth_password of the outbound trunk.";
    /// The provider sent the call elsewhere.
    Redirected = "redirected", "The provider redirected the call to where it may not go, or too often.", "Set the address of the trunk to where the provider points, or allow the host in sip.outbound.redirect_hosts.";
    /// The peer was transferred.
    Transferred = "transferred", "The peer was transferred to somebody else.", "Nothing to do.";
    /// The session timer ran out.
    SessionExpired = "session-expired", "The peer no longer refreshes the session.", "See whether the peer still runs, and that its UPDATE and re-INVITE reach the gateway.";
    /// The session timer is too short.
    SessionTooShort = "session-too-short", "The peer asks for a session timer below 90 seconds.", "Raise the peer's session interval to Min-SE.";
    /// The provider's certificate is refused.
    TrunkUntrusted = "trunk-untrusted", "The provider's certificate is not trusted, or is of another name than the trunk's address.", "Set the trunk's address to a name in the certificate, and sip.tls.ca to who signed it.";
    /// TLS with the provider could not be begun.
    TrunkTlsFailed = "trunk-tls-failed", "TLS with the provider could not be begun.", "See that its port speaks TLS 1.2 or 1.3, and that it takes this node's certificate if it asks for one.";
    /// One side encrypts media, and the other does not, or with other suites.
    NoCommonCrypto = "no-common-crypto", "One side wants encrypted media, and the other does not or with other keys.", "Set media_encryption of trunk and rule to what the peer does; allow takes both. Keys are SDES over RTP/SAVP or RTP/AVP.";
    /// Nobody waits for the answer.
    AskerGone = "asker-gone", "Who waited for the answer closed the connection.", "Keep the connection open, or do not set wait_until_answered.";
    /// The address is in a network that this node does not call.
    AddressRefused = "address-refused", "The address that is to be called is in a network that this node does not call.", "Set another address, or take its network out of sip.outbound.refused_networks.";
    /// A request names a dialog that is not.
    NoDialog = "no-dialog", "No call here has the Call-ID and tags of the request.", "See whether the call has ended, and that the peer keeps its tags.";
    /// A request of a dialog comes out of order.
    OutOfOrder = "out-of-order", "The CSeq of the request is not above that of the one before.", "Let the peer count up within a dialog, and send one request after the other.";
    /// A request of a dialog meets another one.
    RequestPending = "request-pending", "Another request of the call is not settled yet.", "Let the peer send its request again a little later.";
    /// A request of a dialog that is not served.
    BadRequest = "bad-request", "The request inside the call cannot be read, or is of a kind that is not served.", "Capture the call and look at the request's body and Event.";
    /// A proof of a password that was used before, or is too old.
    StaleProof = "stale-proof", "The proof of the password was used before, or its nonce is too old.", "Let the peer answer the new challenge, and count up nc with each request.";
    /// An answer to an INVITE that somebody else has answered, or that was taken back.
    UnwantedAnswer = "unwanted-answer", "Somebody else had answered, or the call had been taken back.", "Nothing to do.";
    /// Another call took its place.
    Replaced = "replaced", "Another call took the place of this one (RFC 3891).", "Nothing to do.";
    /// The peer may have nobody called.
    ReferRefused = "refer-refused", "The peer asked by REFER for a call to somebody else, and may not.", "Set refer_trunk_id of the trunk that its own call uses to an outbound trunk.";
    /// What is to be replaced is not there.
    ReplacesUnknown = "replaces-unknown", "The INVITE names a call in Replaces that is not here, has ended, or cannot be replaced yet.", "Compare Call-ID and tags in Replaces with the call's; only an answered call, or one that this side rings, can be replaced.";
    /// What is to be replaced only before its answer has been answered.
    ReplacesAnswered = "replaces-answered", "The INVITE was to replace a call only before its answer, and it has been answered.", "Leave early-only out of Replaces to replace an answered call.";
    /// RTP of somebody else came to the call's port.
    ForeignMedia = "foreign-media", "RTP that is not the peer's came to the call's port, and was dropped.", "See who sends from that address; a peer that has moved says so by a re-INVITE.";
    /// RTP came after the end.
    MediaAfterEnd = "media-after-end", "RTP still came to the call's port when the call was over, and was dropped.", "See whether the peer got the BYE and stops its media with the call.";
}

impl fmt::Display for ReasonCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_explained() {
        let mut codes: Vec<_> = ReasonCode::ALL.iter().map(|reason| reason.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ReasonCode::ALL.len());
        for reason in ReasonCode::ALL {
            assert!(
                reason.cause().ends_with('.') && reason.remedy().ends_with('.'),
                "{reason}"
            );
        }
    }
}

//! CreateSIPParticipant: a request becomes a call to be placed (reference §3.6, §8.2).

use std::time::Duration;

use rand::seq::IndexedRandom as _;
use tandem_control_plane::outbound::{
    Dial, OutboundLimits, OutboundParticipant, OutboundRequest, PlacesCalls as _,
};
use tandem_dispatch::hashed;
use tandem_model::{
    CallId, DispatchRuleId, IncludeHeaders, MediaConfig, MediaEncryption, OutboundTrunkSpec,
    PhoneNumber, Revision, TrunkId,
};
use tandem_provisioning::{check_call, check_inline_trunk, texts};
use tandem_wire::livekit as wire;

use crate::addresses::{check_display_name, check_to_user, own_addresses};
use crate::auth::Grant;
use crate::context::Context;
use crate::from_wire::{duration, encryption, include, map, media, room_name};
use crate::{Answer, Api, ApiError, Code};

/// Keys of one request, pauses included.
const MAX_DTMF: usize = 128;
/// How long a call rings at most while its client waits, where the client does not say how long he waits.
const LONGEST_RINGING: Duration = Duration::from_secs(180);

type Fault = ApiError;

impl Api {
    pub(crate) async fn create_sip_participant(
        &self,
        context: &Context,
        request: wire::CreateSipParticipantRequest,
    ) -> Result<Answer<wire::SipParticipantInfo>, ApiError> {
        self.place_by(context, request, None).await
    }

    /// Places a call by a routing rule, or by none.
    pub(crate) async fn place_by(
        &self,
        context: &Context,
        request: wire::CreateSipParticipantRequest,
        rule: Option<DispatchRuleId>,
    ) -> Result<Answer<wire::SipParticipantInfo>, ApiError> {
        context.caller.check(Grant::SipCall)?;
        check(&request)?;
        let revision = self.plane.catalog().revision();
        let (trunk_id, trunk) = self.trunk_of(&request)?;
        let placed = outbound_request(context, request, (trunk_id, trunk), revision)?;
        let placed = OutboundRequest { rule, ..placed };
        let mut message = wire::SipParticipantInfo {
            participant_identity: placed.participant.identity.to_string(),
            room_name: placed.participant.room.to_string(),
            sip_call_id: placed.call.to_string(),
            ..wire::SipParticipantInfo::default()
        };
        let call = self.plane.place_call(placed).await?;
        message.participant_id = call.participant.to_string();
        Ok(Answer::at(revision, message))
    }

    /// The trunk as it is for this call.
    fn trunk_of(
        &self,
        request: &wire::CreateSipParticipantRequest,
    ) -> Result<(Option<TrunkId>, OutboundTrunkSpec), Fault> {
        let inline = request.trunk.as_ref();
        let (id, mut spec) = match (request.sip_trunk_id.as_str(), inline) {
            ("", Some(inline)) => (None, self.reader().outbound_trunk(inline_trunk(inline))?),
            (id, _) => {
                let missing = || ApiError::new(Code::NotFound, texts::TRUNK_NOT_FOUND);
                let id = TrunkId::try_new(id).map_err(|_| missing())?;
                let catalog = self.plane.catalog();
                let stored = catalog.outbound_trunk(&id).ok_or_else(missing)?;
                (Some(id), stored.spec.clone())
            }
        };
        if let Some(inline) = inline
            && spec.from_host.is_empty()
        {
            spec.from_host = inline.from_host.as_str().into();
        }
        merge(&mut spec, request)?;
        Ok((id, spec))
    }
}

/// What a trunk in the request says, as a stored one would.
fn inline_trunk(inline: &wire::SipOutboundConfig) -> wire::SipOutboundTrunkInfo {
    let inline = inline.clone();
    wire::SipOutboundTrunkInfo {
        address: inline.hostname,
        transport: inline.transport,
        auth_username: inline.auth_username,
        auth_password: inline.auth_password,
        headers_to_attributes: inline.headers_to_attributes,
        attributes_to_headers: inline.attributes_to_headers,
        destination_country: inline.destination_country,
        from_host: inline.from_host,
        ..wire::SipOutboundTrunkInfo::default()
    }
}

/// What the request has of its own goes over what the trunk says.
fn merge(
    spec: &mut OutboundTrunkSpec,
    request: &wire::CreateSipParticipantRequest,
) -> Result<(), Fault> {
    if spec.address.is_empty() || request.sip_trunk_id.is_empty() {
        check_inline_trunk(spec)?;
    }
    let own = request.media.clone().map(media).transpose()?;
    let headers = map(request.headers.clone());
    check_call(&headers, own.as_ref())?;
    spec.headers.literal.extend(headers);
    let wanted = include(request.include_headers);
    if wanted != IncludeHeaders::None {
        spec.headers.include = wanted;
    }
    let stored = MediaConfig::with_legacy(spec.media.as_ref(), spec.media_encryption);
    let own = MediaConfig::with_legacy(own.as_ref(), encryption(request.media_encryption));
    spec.media_encryption = MediaEncryption::Disable;
    spec.media = Some(stored.overlaid(own));
    Ok(())
}

/// Checks in the order in which LiveKit does.
fn check(request: &wire::CreateSipParticipantRequest) -> Result<(), Fault> {
    let no_trunk = request.sip_trunk_id.is_empty() && request.trunk.is_none();
    if no_trunk {
        return Err(ApiError::invalid("missing sip trunk id and sip number"));
    }
    let called = &request.sip_call_to;
    if called.is_empty() {
        return Err(ApiError::invalid("missing sip callee number"));
    }
    check_user("sip_call_to", "SipCallTo", called)?;
    check_user("sip_number", "SipNumber", &request.sip_number)?;
    check_to_user(&request.to_user_override)?;
    if request.room_name.is_empty() {
        return Err(ApiError::invalid("missing room name"));
    }
    if let Some(name) = &request.display_name {
        let refused = |text| ApiError::invalid(text).with("field", "display_name");
        check_display_name(name).map_err(refused)?;
    }
    check_dtmf(&request.dtmf)
}

fn check_user(field: &'static str, name: &str, user: &str) -> Result<(), Fault> {
    let refused = |text: String| Err(ApiError::invalid(text).with("field", field));
    if user.contains('@') {
        return refused(format!(
            "{name} should be a phone number or SIP user, not a full SIP URI"
        ));
    }
    match user.chars().find(|letter| letter.is_control()) {
        Some(letter) => refused(format!(
            "{field}: char {} not allowed: remove control characters and line breaks",
            u32::from(letter)
        )),
        None => Ok(()),
    }
}

fn check_dtmf(keys: &str) -> Result<(), Fault> {
    let refused = |text: String| Err(ApiError::invalid(text).with("field", "dtmf"));
    if keys.len() > MAX_DTMF {
        return refused(format!(
            "dtmf: {} keys are too many, {MAX_DTMF} the most",
            keys.len()
        ));
    }
    match keys
        .chars()
        .find(|key| !"0123456789*#abcdABCDw".contains(*key))
    {
        Some(key) => refused(format!(
            "dtmf: {key:?} is no key: use 0-9, *, #, a-d, and w for half a second"
        )),
        None => Ok(()),
    }
}

fn outbound_request(
    context: &Context,
    request: wire::CreateSipParticipantRequest,
    (trunk_id, trunk): (Option<TrunkId>, OutboundTrunkSpec),
    revision: Revision,
) -> Result<OutboundRequest, Fault> {
    let room = room_name("room_name", &request.room_name)?;
    let identity = match (
        request.participant_identity.as_str(),
        request.hide_phone_number,
    ) {
        ("", true) => format!("sip_{}", hashed(&request.sip_call_to)),
        ("", false) => format!("sip_{}", request.sip_call_to),
        (identity, _) => identity.to_owned(),
    };
    let own = own_addresses(&request, trunk.transport)?;
    Ok(OutboundRequest {
        call: call_id(context),
        rule: None,
        limits: limits(context, &request)?,
        dial: Dial {
            trunk_id,
            number: PhoneNumber::new(&request.sip_call_to),
            own,
            from_number: from_number(&request.sip_number, &trunk)?,
            display_name: request.display_name.map(Into::into),
            dtmf: request.dtmf.into(),
            trunk,
        },
        participant: OutboundParticipant {
            room,
            identity: identity.into(),
            name: request.participant_name.into(),
            metadata: request.participant_metadata.into(),
            attributes: map(request.participant_attributes),
            hide_phone_number: request.hide_phone_number,
            play_dialtone: request.play_dialtone || request.play_ringtone,
            krisp_enabled: request.krisp_enabled,
        },
        wait_until_answered: request.wait_until_answered,
        ends_with_asker: !context.is_named,
        may_be_repeat: context.is_named,
        revision,
    })
}

/// Who asks again under the same key asks for the same call.
fn call_id(context: &Context) -> CallId {
    let name = context.event_id.as_ref();
    let name = name.and_then(|id| id.as_str().strip_prefix("EV_"));
    let id = name.and_then(|name| CallId::try_new(format!("SCL_{name}")).ok());
    id.unwrap_or_else(|| CallId::from_random(rand::random()))
}

fn from_number(wanted: &str, trunk: &OutboundTrunkSpec) -> Result<PhoneNumber, Fault> {
    if !wanted.is_empty() {
        return Ok(PhoneNumber::new(wanted));
    }
    let drawn = trunk.numbers.choose(&mut rand::rng()).cloned();
    drawn.ok_or_else(|| {
        let text = "twirp error unknown: no numbers on outbound trunk";
        ApiError::new(Code::FailedPrecondition, text).with("field", "sip_number")
    })
}

/// A client that waits for the answer is told of its absence before he gives up: the call would ring on for nobody.
fn limits(
    context: &Context,
    request: &wire::CreateSipParticipantRequest,
) -> Result<OutboundLimits, Fault> {
    let ringing = duration("ringing_timeout", request.ringing_timeout)?;
    let ringing = ringing.filter(|time| !time.is_zero());
    let max_call_duration = duration("max_call_duration", request.max_call_duration)?;
    let left = context.left().filter(|_| request.wait_until_answered);
    let ringing_timeout = match left {
        Some(left) => Some(left.min(ringing.unwrap_or(LONGEST_RINGING))),
        None => ringing,
    };
    Ok(OutboundLimits {
        ringing_timeout,
        max_call_duration,
    })
}

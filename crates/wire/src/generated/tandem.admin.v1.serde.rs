impl serde::Serialize for Call {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.Call", len)?;
        if true {
            struct_ser.serialize_field("call_id", &self.call_id)?;
        }
        if true {
            struct_ser.serialize_field("sip_call_id", &self.sip_call_id)?;
        }
        if true {
            struct_ser.serialize_field("direction", &self.direction)?;
        }
        if true {
            struct_ser.serialize_field("from", &self.from)?;
        }
        if true {
            struct_ser.serialize_field("to", &self.to)?;
        }
        if true {
            struct_ser.serialize_field("source", &self.source)?;
        }
        if true {
            struct_ser.serialize_field("state", &self.state)?;
        }
        if true {
            struct_ser.serialize_field("started_at", &self.started_at)?;
        }
        if true {
            struct_ser.serialize_field("answered_at", &self.answered_at)?;
        }
        if true {
            struct_ser.serialize_field("ended_at", &self.ended_at)?;
        }
        if true {
            struct_ser.serialize_field("final_status", &self.final_status)?;
        }
        if true {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        if true {
            struct_ser.serialize_field("cause", &self.cause)?;
        }
        if true {
            struct_ser.serialize_field("remedy", &self.remedy)?;
        }
        if true {
            struct_ser.serialize_field("verdict", &self.verdict)?;
        }
        if true {
            struct_ser.serialize_field("trunk_id", &self.trunk_id)?;
        }
        if true {
            struct_ser.serialize_field("rule_id", &self.rule_id)?;
        }
        if true {
            struct_ser.serialize_field("considered", &self.considered)?;
        }
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("revision", ToString::to_string(&self.revision).as_str())?;
        }
        if true {
            struct_ser.serialize_field("room_name", &self.room_name)?;
        }
        if true {
            struct_ser.serialize_field("participant_identity", &self.participant_identity)?;
        }
        if true {
            struct_ser.serialize_field("codec", &self.codec)?;
        }
        struct_ser.serialize_field("media", &self.media)?;
        if true {
            struct_ser.serialize_field("transport", &self.transport)?;
        }
        if true {
            struct_ser.serialize_field("media_encryption", &self.media_encryption)?;
        }
        if true {
            struct_ser.serialize_field("peer_reason", &self.peer_reason)?;
        }
        if true {
            struct_ser.serialize_field("notices", &self.notices)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Call {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "call_id",
            "callId",
            "sip_call_id",
            "sipCallId",
            "direction",
            "from",
            "to",
            "source",
            "state",
            "started_at",
            "startedAt",
            "answered_at",
            "answeredAt",
            "ended_at",
            "endedAt",
            "final_status",
            "finalStatus",
            "reason",
            "cause",
            "remedy",
            "verdict",
            "trunk_id",
            "trunkId",
            "rule_id",
            "ruleId",
            "considered",
            "revision",
            "room_name",
            "roomName",
            "participant_identity",
            "participantIdentity",
            "codec",
            "media",
            "transport",
            "media_encryption",
            "mediaEncryption",
            "peer_reason",
            "peerReason",
            "notices",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            CallId,
            SipCallId,
            Direction,
            From,
            To,
            Source,
            State,
            StartedAt,
            AnsweredAt,
            EndedAt,
            FinalStatus,
            Reason,
            Cause,
            Remedy,
            Verdict,
            TrunkId,
            RuleId,
            Considered,
            Revision,
            RoomName,
            ParticipantIdentity,
            Codec,
            Media,
            Transport,
            MediaEncryption,
            PeerReason,
            Notices,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "callId" | "call_id" => Ok(GeneratedField::CallId),
                            "sipCallId" | "sip_call_id" => Ok(GeneratedField::SipCallId),
                            "direction" => Ok(GeneratedField::Direction),
                            "from" => Ok(GeneratedField::From),
                            "to" => Ok(GeneratedField::To),
                            "source" => Ok(GeneratedField::Source),
                            "state" => Ok(GeneratedField::State),
                            "startedAt" | "started_at" => Ok(GeneratedField::StartedAt),
                            "answeredAt" | "answered_at" => Ok(GeneratedField::AnsweredAt),
                            "endedAt" | "ended_at" => Ok(GeneratedField::EndedAt),
                            "finalStatus" | "final_status" => Ok(GeneratedField::FinalStatus),
                            "reason" => Ok(GeneratedField::Reason),
                            "cause" => Ok(GeneratedField::Cause),
                            "remedy" => Ok(GeneratedField::Remedy),
                            "verdict" => Ok(GeneratedField::Verdict),
                            "trunkId" | "trunk_id" => Ok(GeneratedField::TrunkId),
                            "ruleId" | "rule_id" => Ok(GeneratedField::RuleId),
                            "considered" => Ok(GeneratedField::Considered),
                            "revision" => Ok(GeneratedField::Revision),
                            "roomName" | "room_name" => Ok(GeneratedField::RoomName),
                            "participantIdentity" | "participant_identity" => Ok(GeneratedField::ParticipantIdentity),
                            "codec" => Ok(GeneratedField::Codec),
                            "media" => Ok(GeneratedField::Media),
                            "transport" => Ok(GeneratedField::Transport),
                            "mediaEncryption" | "media_encryption" => Ok(GeneratedField::MediaEncryption),
                            "peerReason" | "peer_reason" => Ok(GeneratedField::PeerReason),
                            "notices" => Ok(GeneratedField::Notices),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Call;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.Call")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Call, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut call_id__ = None;
                let mut sip_call_id__ = None;
                let mut direction__ = None;
                let mut from__ = None;
                let mut to__ = None;
                let mut source__ = None;
                let mut state__ = None;
                let mut started_at__ = None;
                let mut answered_at__ = None;
                let mut ended_at__ = None;
                let mut final_status__ = None;
                let mut reason__ = None;
                let mut cause__ = None;
                let mut remedy__ = None;
                let mut verdict__ = None;
                let mut trunk_id__ = None;
                let mut rule_id__ = None;
                let mut considered__ = None;
                let mut revision__ = None;
                let mut room_name__ = None;
                let mut participant_identity__ = None;
                let mut codec__ = None;
                let mut media__ = None;
                let mut transport__ = None;
                let mut media_encryption__ = None;
                let mut peer_reason__ = None;
                let mut notices__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::CallId => {
                            if call_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("callId"));
                            }
                            call_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::SipCallId => {
                            if sip_call_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sipCallId"));
                            }
                            sip_call_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Direction => {
                            if direction__.is_some() {
                                return Err(serde::de::Error::duplicate_field("direction"));
                            }
                            direction__ = Some(map_.next_value()?);
                        }
                        GeneratedField::From => {
                            if from__.is_some() {
                                return Err(serde::de::Error::duplicate_field("from"));
                            }
                            from__ = Some(map_.next_value()?);
                        }
                        GeneratedField::To => {
                            if to__.is_some() {
                                return Err(serde::de::Error::duplicate_field("to"));
                            }
                            to__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Source => {
                            if source__.is_some() {
                                return Err(serde::de::Error::duplicate_field("source"));
                            }
                            source__ = Some(map_.next_value()?);
                        }
                        GeneratedField::State => {
                            if state__.is_some() {
                                return Err(serde::de::Error::duplicate_field("state"));
                            }
                            state__ = Some(map_.next_value()?);
                        }
                        GeneratedField::StartedAt => {
                            if started_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("startedAt"));
                            }
                            started_at__ = Some(map_.next_value()?);
                        }
                        GeneratedField::AnsweredAt => {
                            if answered_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("answeredAt"));
                            }
                            answered_at__ = Some(map_.next_value()?);
                        }
                        GeneratedField::EndedAt => {
                            if ended_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("endedAt"));
                            }
                            ended_at__ = Some(map_.next_value()?);
                        }
                        GeneratedField::FinalStatus => {
                            if final_status__.is_some() {
                                return Err(serde::de::Error::duplicate_field("finalStatus"));
                            }
                            final_status__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Cause => {
                            if cause__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cause"));
                            }
                            cause__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Remedy => {
                            if remedy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("remedy"));
                            }
                            remedy__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Verdict => {
                            if verdict__.is_some() {
                                return Err(serde::de::Error::duplicate_field("verdict"));
                            }
                            verdict__ = Some(map_.next_value()?);
                        }
                        GeneratedField::TrunkId => {
                            if trunk_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("trunkId"));
                            }
                            trunk_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::RuleId => {
                            if rule_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ruleId"));
                            }
                            rule_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Considered => {
                            if considered__.is_some() {
                                return Err(serde::de::Error::duplicate_field("considered"));
                            }
                            considered__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Revision => {
                            if revision__.is_some() {
                                return Err(serde::de::Error::duplicate_field("revision"));
                            }
                            revision__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::RoomName => {
                            if room_name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("roomName"));
                            }
                            room_name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ParticipantIdentity => {
                            if participant_identity__.is_some() {
                                return Err(serde::de::Error::duplicate_field("participantIdentity"));
                            }
                            participant_identity__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Codec => {
                            if codec__.is_some() {
                                return Err(serde::de::Error::duplicate_field("codec"));
                            }
                            codec__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Media => {
                            if media__.is_some() {
                                return Err(serde::de::Error::duplicate_field("media"));
                            }
                            media__ = map_.next_value()?;
                        }
                        GeneratedField::Transport => {
                            if transport__.is_some() {
                                return Err(serde::de::Error::duplicate_field("transport"));
                            }
                            transport__ = Some(map_.next_value()?);
                        }
                        GeneratedField::MediaEncryption => {
                            if media_encryption__.is_some() {
                                return Err(serde::de::Error::duplicate_field("mediaEncryption"));
                            }
                            media_encryption__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PeerReason => {
                            if peer_reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("peerReason"));
                            }
                            peer_reason__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Notices => {
                            if notices__.is_some() {
                                return Err(serde::de::Error::duplicate_field("notices"));
                            }
                            notices__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Call {
                    call_id: call_id__.unwrap_or_default(),
                    sip_call_id: sip_call_id__.unwrap_or_default(),
                    direction: direction__.unwrap_or_default(),
                    from: from__.unwrap_or_default(),
                    to: to__.unwrap_or_default(),
                    source: source__.unwrap_or_default(),
                    state: state__.unwrap_or_default(),
                    started_at: started_at__.unwrap_or_default(),
                    answered_at: answered_at__.unwrap_or_default(),
                    ended_at: ended_at__.unwrap_or_default(),
                    final_status: final_status__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                    cause: cause__.unwrap_or_default(),
                    remedy: remedy__.unwrap_or_default(),
                    verdict: verdict__.unwrap_or_default(),
                    trunk_id: trunk_id__.unwrap_or_default(),
                    rule_id: rule_id__.unwrap_or_default(),
                    considered: considered__.unwrap_or_default(),
                    revision: revision__.unwrap_or_default(),
                    room_name: room_name__.unwrap_or_default(),
                    participant_identity: participant_identity__.unwrap_or_default(),
                    codec: codec__.unwrap_or_default(),
                    media: media__,
                    transport: transport__.unwrap_or_default(),
                    media_encryption: media_encryption__.unwrap_or_default(),
                    peer_reason: peer_reason__.unwrap_or_default(),
                    notices: notices__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.Call", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CallTrace {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.CallTrace", len)?;
        struct_ser.serialize_field("call", &self.call)?;
        if true {
            struct_ser.serialize_field("sip_call_id", &self.sip_call_id)?;
        }
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("node_id", ToString::to_string(&self.node_id).as_str())?;
        }
        if true {
            struct_ser.serialize_field("entries", &self.entries)?;
        }
        if true {
            struct_ser.serialize_field("left_out", &self.left_out)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CallTrace {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "call",
            "sip_call_id",
            "sipCallId",
            "node_id",
            "nodeId",
            "entries",
            "left_out",
            "leftOut",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Call,
            SipCallId,
            NodeId,
            Entries,
            LeftOut,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "call" => Ok(GeneratedField::Call),
                            "sipCallId" | "sip_call_id" => Ok(GeneratedField::SipCallId),
                            "nodeId" | "node_id" => Ok(GeneratedField::NodeId),
                            "entries" => Ok(GeneratedField::Entries),
                            "leftOut" | "left_out" => Ok(GeneratedField::LeftOut),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CallTrace;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.CallTrace")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CallTrace, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut call__ = None;
                let mut sip_call_id__ = None;
                let mut node_id__ = None;
                let mut entries__ = None;
                let mut left_out__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Call => {
                            if call__.is_some() {
                                return Err(serde::de::Error::duplicate_field("call"));
                            }
                            call__ = map_.next_value()?;
                        }
                        GeneratedField::SipCallId => {
                            if sip_call_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sipCallId"));
                            }
                            sip_call_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::NodeId => {
                            if node_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nodeId"));
                            }
                            node_id__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Entries => {
                            if entries__.is_some() {
                                return Err(serde::de::Error::duplicate_field("entries"));
                            }
                            entries__ = Some(map_.next_value()?);
                        }
                        GeneratedField::LeftOut => {
                            if left_out__.is_some() {
                                return Err(serde::de::Error::duplicate_field("leftOut"));
                            }
                            left_out__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(CallTrace {
                    call: call__,
                    sip_call_id: sip_call_id__.unwrap_or_default(),
                    node_id: node_id__.unwrap_or_default(),
                    entries: entries__.unwrap_or_default(),
                    left_out: left_out__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.CallTrace", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Candidate {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.Candidate", len)?;
        if true {
            struct_ser.serialize_field("kind", &self.kind)?;
        }
        if true {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if true {
            struct_ser.serialize_field("outcome", &self.outcome)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Candidate {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "kind",
            "id",
            "outcome",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Kind,
            Id,
            Outcome,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "kind" => Ok(GeneratedField::Kind),
                            "id" => Ok(GeneratedField::Id),
                            "outcome" => Ok(GeneratedField::Outcome),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Candidate;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.Candidate")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Candidate, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut kind__ = None;
                let mut id__ = None;
                let mut outcome__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Kind => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("kind"));
                            }
                            kind__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Outcome => {
                            if outcome__.is_some() {
                                return Err(serde::de::Error::duplicate_field("outcome"));
                            }
                            outcome__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Candidate {
                    kind: kind__.unwrap_or_default(),
                    id: id__.unwrap_or_default(),
                    outcome: outcome__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.Candidate", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Change {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.Change", len)?;
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("revision", ToString::to_string(&self.revision).as_str())?;
        }
        if true {
            struct_ser.serialize_field("event_id", &self.event_id)?;
        }
        if true {
            struct_ser.serialize_field("actor", &self.actor)?;
        }
        struct_ser.serialize_field("recorded_at", &self.recorded_at.as_ref().map(crate::json::Utc))?;
        if true {
            struct_ser.serialize_field("comment", &self.comment)?;
        }
        if let Some(v) = self.expected_revision.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("expected_revision", ToString::to_string(&v).as_str())?;
        }
        if true {
            struct_ser.serialize_field("events", &self.events)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Change {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "revision",
            "event_id",
            "eventId",
            "actor",
            "recorded_at",
            "recordedAt",
            "comment",
            "expected_revision",
            "expectedRevision",
            "events",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Revision,
            EventId,
            Actor,
            RecordedAt,
            Comment,
            ExpectedRevision,
            Events,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "revision" => Ok(GeneratedField::Revision),
                            "eventId" | "event_id" => Ok(GeneratedField::EventId),
                            "actor" => Ok(GeneratedField::Actor),
                            "recordedAt" | "recorded_at" => Ok(GeneratedField::RecordedAt),
                            "comment" => Ok(GeneratedField::Comment),
                            "expectedRevision" | "expected_revision" => Ok(GeneratedField::ExpectedRevision),
                            "events" => Ok(GeneratedField::Events),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Change;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.Change")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Change, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut revision__ = None;
                let mut event_id__ = None;
                let mut actor__ = None;
                let mut recorded_at__ = None;
                let mut comment__ = None;
                let mut expected_revision__ = None;
                let mut events__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Revision => {
                            if revision__.is_some() {
                                return Err(serde::de::Error::duplicate_field("revision"));
                            }
                            revision__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::EventId => {
                            if event_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("eventId"));
                            }
                            event_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Actor => {
                            if actor__.is_some() {
                                return Err(serde::de::Error::duplicate_field("actor"));
                            }
                            actor__ = Some(map_.next_value()?);
                        }
                        GeneratedField::RecordedAt => {
                            if recorded_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("recordedAt"));
                            }
                            recorded_at__ = map_.next_value()?;
                        }
                        GeneratedField::Comment => {
                            if comment__.is_some() {
                                return Err(serde::de::Error::duplicate_field("comment"));
                            }
                            comment__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ExpectedRevision => {
                            if expected_revision__.is_some() {
                                return Err(serde::de::Error::duplicate_field("expectedRevision"));
                            }
                            expected_revision__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Events => {
                            if events__.is_some() {
                                return Err(serde::de::Error::duplicate_field("events"));
                            }
                            events__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Change {
                    revision: revision__.unwrap_or_default(),
                    event_id: event_id__.unwrap_or_default(),
                    actor: actor__.unwrap_or_default(),
                    recorded_at: recorded_at__,
                    comment: comment__.unwrap_or_default(),
                    expected_revision: expected_revision__,
                    events: events__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.Change", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ChangeEvent {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.kind.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.ChangeEvent", len)?;
        if let Some(v) = self.kind.as_ref() {
            match v {
                change_event::Kind::InboundTrunkCreated(v) => {
                    struct_ser.serialize_field("inbound_trunk_created", v)?;
                }
                change_event::Kind::InboundTrunkUpdated(v) => {
                    struct_ser.serialize_field("inbound_trunk_updated", v)?;
                }
                change_event::Kind::InboundTrunkDeleted(v) => {
                    struct_ser.serialize_field("inbound_trunk_deleted", v)?;
                }
                change_event::Kind::OutboundTrunkCreated(v) => {
                    struct_ser.serialize_field("outbound_trunk_created", v)?;
                }
                change_event::Kind::OutboundTrunkUpdated(v) => {
                    struct_ser.serialize_field("outbound_trunk_updated", v)?;
                }
                change_event::Kind::OutboundTrunkDeleted(v) => {
                    struct_ser.serialize_field("outbound_trunk_deleted", v)?;
                }
                change_event::Kind::DispatchRuleCreated(v) => {
                    struct_ser.serialize_field("dispatch_rule_created", v)?;
                }
                change_event::Kind::DispatchRuleUpdated(v) => {
                    struct_ser.serialize_field("dispatch_rule_updated", v)?;
                }
                change_event::Kind::DispatchRuleDeleted(v) => {
                    struct_ser.serialize_field("dispatch_rule_deleted", v)?;
                }
                change_event::Kind::CountryRouteSet(v) => {
                    struct_ser.serialize_field("country_route_set", v)?;
                }
                change_event::Kind::CountryRouteDeleted(v) => {
                    struct_ser.serialize_field("country_route_deleted", v)?;
                }
                change_event::Kind::WebhookCreated(v) => {
                    struct_ser.serialize_field("webhook_created", v)?;
                }
                change_event::Kind::WebhookUpdated(v) => {
                    struct_ser.serialize_field("webhook_updated", v)?;
                }
                change_event::Kind::WebhookDeleted(v) => {
                    struct_ser.serialize_field("webhook_deleted", v)?;
                }
                change_event::Kind::WebhookKeySet(v) => {
                    struct_ser.serialize_field("webhook_key_set", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ChangeEvent {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "inbound_trunk_created",
            "inboundTrunkCreated",
            "inbound_trunk_updated",
            "inboundTrunkUpdated",
            "inbound_trunk_deleted",
            "inboundTrunkDeleted",
            "outbound_trunk_created",
            "outboundTrunkCreated",
            "outbound_trunk_updated",
            "outboundTrunkUpdated",
            "outbound_trunk_deleted",
            "outboundTrunkDeleted",
            "dispatch_rule_created",
            "dispatchRuleCreated",
            "dispatch_rule_updated",
            "dispatchRuleUpdated",
            "dispatch_rule_deleted",
            "dispatchRuleDeleted",
            "country_route_set",
            "countryRouteSet",
            "country_route_deleted",
            "countryRouteDeleted",
            "webhook_created",
            "webhookCreated",
            "webhook_updated",
            "webhookUpdated",
            "webhook_deleted",
            "webhookDeleted",
            "webhook_key_set",
            "webhookKeySet",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            InboundTrunkCreated,
            InboundTrunkUpdated,
            InboundTrunkDeleted,
            OutboundTrunkCreated,
            OutboundTrunkUpdated,
            OutboundTrunkDeleted,
            DispatchRuleCreated,
            DispatchRuleUpdated,
            DispatchRuleDeleted,
            CountryRouteSet,
            CountryRouteDeleted,
            WebhookCreated,
            WebhookUpdated,
            WebhookDeleted,
            WebhookKeySet,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "inboundTrunkCreated" | "inbound_trunk_created" => Ok(GeneratedField::InboundTrunkCreated),
                            "inboundTrunkUpdated" | "inbound_trunk_updated" => Ok(GeneratedField::InboundTrunkUpdated),
                            "inboundTrunkDeleted" | "inbound_trunk_deleted" => Ok(GeneratedField::InboundTrunkDeleted),
                            "outboundTrunkCreated" | "outbound_trunk_created" => Ok(GeneratedField::OutboundTrunkCreated),
                            "outboundTrunkUpdated" | "outbound_trunk_updated" => Ok(GeneratedField::OutboundTrunkUpdated),
                            "outboundTrunkDeleted" | "outbound_trunk_deleted" => Ok(GeneratedField::OutboundTrunkDeleted),
                            "dispatchRuleCreated" | "dispatch_rule_created" => Ok(GeneratedField::DispatchRuleCreated),
                            "dispatchRuleUpdated" | "dispatch_rule_updated" => Ok(GeneratedField::DispatchRuleUpdated),
                            "dispatchRuleDeleted" | "dispatch_rule_deleted" => Ok(GeneratedField::DispatchRuleDeleted),
                            "countryRouteSet" | "country_route_set" => Ok(GeneratedField::CountryRouteSet),
                            "countryRouteDeleted" | "country_route_deleted" => Ok(GeneratedField::CountryRouteDeleted),
                            "webhookCreated" | "webhook_created" => Ok(GeneratedField::WebhookCreated),
                            "webhookUpdated" | "webhook_updated" => Ok(GeneratedField::WebhookUpdated),
                            "webhookDeleted" | "webhook_deleted" => Ok(GeneratedField::WebhookDeleted),
                            "webhookKeySet" | "webhook_key_set" => Ok(GeneratedField::WebhookKeySet),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ChangeEvent;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.ChangeEvent")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ChangeEvent, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut kind__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::InboundTrunkCreated => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("inboundTrunkCreated"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(change_event::Kind::InboundTrunkCreated)
;
                        }
                        GeneratedField::InboundTrunkUpdated => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("inboundTrunkUpdated"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(change_event::Kind::InboundTrunkUpdated)
;
                        }
                        GeneratedField::InboundTrunkDeleted => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("inboundTrunkDeleted"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(change_event::Kind::InboundTrunkDeleted);
                        }
                        GeneratedField::OutboundTrunkCreated => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("outboundTrunkCreated"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(change_event::Kind::OutboundTrunkCreated)
;
                        }
                        GeneratedField::OutboundTrunkUpdated => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("outboundTrunkUpdated"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(change_event::Kind::OutboundTrunkUpdated)
;
                        }
                        GeneratedField::OutboundTrunkDeleted => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("outboundTrunkDeleted"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(change_event::Kind::OutboundTrunkDeleted);
                        }
                        GeneratedField::DispatchRuleCreated => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("dispatchRuleCreated"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(change_event::Kind::DispatchRuleCreated)
;
                        }
                        GeneratedField::DispatchRuleUpdated => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("dispatchRuleUpdated"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(change_event::Kind::DispatchRuleUpdated)
;
                        }
                        GeneratedField::DispatchRuleDeleted => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("dispatchRuleDeleted"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(change_event::Kind::DispatchRuleDeleted);
                        }
                        GeneratedField::CountryRouteSet => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("countryRouteSet"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(change_event::Kind::CountryRouteSet)
;
                        }
                        GeneratedField::CountryRouteDeleted => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("countryRouteDeleted"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(change_event::Kind::CountryRouteDeleted);
                        }
                        GeneratedField::WebhookCreated => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("webhookCreated"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(change_event::Kind::WebhookCreated)
;
                        }
                        GeneratedField::WebhookUpdated => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("webhookUpdated"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(change_event::Kind::WebhookUpdated)
;
                        }
                        GeneratedField::WebhookDeleted => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("webhookDeleted"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(change_event::Kind::WebhookDeleted);
                        }
                        GeneratedField::WebhookKeySet => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("webhookKeySet"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(change_event::Kind::WebhookKeySet)
;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ChangeEvent {
                    kind: kind__,
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.ChangeEvent", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ClusterAddLearnerRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.ClusterAddLearnerRequest", len)?;
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("node_id", ToString::to_string(&self.node_id).as_str())?;
        }
        if true {
            struct_ser.serialize_field("address", &self.address)?;
        }
        if true {
            struct_ser.serialize_field("http", &self.http)?;
        }
        if true {
            struct_ser.serialize_field("region", &self.region)?;
        }
        if true {
            struct_ser.serialize_field("roles", &self.roles)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ClusterAddLearnerRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "node_id",
            "nodeId",
            "address",
            "http",
            "region",
            "roles",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            NodeId,
            Address,
            Http,
            Region,
            Roles,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "nodeId" | "node_id" => Ok(GeneratedField::NodeId),
                            "address" => Ok(GeneratedField::Address),
                            "http" => Ok(GeneratedField::Http),
                            "region" => Ok(GeneratedField::Region),
                            "roles" => Ok(GeneratedField::Roles),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ClusterAddLearnerRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.ClusterAddLearnerRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ClusterAddLearnerRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut node_id__ = None;
                let mut address__ = None;
                let mut http__ = None;
                let mut region__ = None;
                let mut roles__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::NodeId => {
                            if node_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nodeId"));
                            }
                            node_id__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Address => {
                            if address__.is_some() {
                                return Err(serde::de::Error::duplicate_field("address"));
                            }
                            address__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Http => {
                            if http__.is_some() {
                                return Err(serde::de::Error::duplicate_field("http"));
                            }
                            http__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Region => {
                            if region__.is_some() {
                                return Err(serde::de::Error::duplicate_field("region"));
                            }
                            region__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Roles => {
                            if roles__.is_some() {
                                return Err(serde::de::Error::duplicate_field("roles"));
                            }
                            roles__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ClusterAddLearnerRequest {
                    node_id: node_id__.unwrap_or_default(),
                    address: address__.unwrap_or_default(),
                    http: http__.unwrap_or_default(),
                    region: region__.unwrap_or_default(),
                    roles: roles__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.ClusterAddLearnerRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ClusterDemoteRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.ClusterDemoteRequest", len)?;
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("node_id", ToString::to_string(&self.node_id).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ClusterDemoteRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "node_id",
            "nodeId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            NodeId,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "nodeId" | "node_id" => Ok(GeneratedField::NodeId),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ClusterDemoteRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.ClusterDemoteRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ClusterDemoteRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut node_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::NodeId => {
                            if node_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nodeId"));
                            }
                            node_id__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ClusterDemoteRequest {
                    node_id: node_id__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.ClusterDemoteRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ClusterInitRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("tandem.admin.v1.ClusterInitRequest", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ClusterInitRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                            Ok(GeneratedField::__SkipField__)
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ClusterInitRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.ClusterInitRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ClusterInitRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(ClusterInitRequest {
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.ClusterInitRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ClusterMember {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.ClusterMember", len)?;
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("node_id", ToString::to_string(&self.node_id).as_str())?;
        }
        if true {
            struct_ser.serialize_field("address", &self.address)?;
        }
        if true {
            struct_ser.serialize_field("http", &self.http)?;
        }
        if true {
            struct_ser.serialize_field("region", &self.region)?;
        }
        if true {
            struct_ser.serialize_field("roles", &self.roles)?;
        }
        if true {
            struct_ser.serialize_field("is_voter", &self.is_voter)?;
        }
        if true {
            struct_ser.serialize_field("is_leader", &self.is_leader)?;
        }
        if let Some(v) = self.matched_index.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("matched_index", ToString::to_string(&v).as_str())?;
        }
        if let Some(v) = self.lag.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("lag", ToString::to_string(&v).as_str())?;
        }
        if true {
            struct_ser.serialize_field("countries", &self.countries)?;
        }
        struct_ser.serialize_field("load", &self.load)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ClusterMember {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "node_id",
            "nodeId",
            "address",
            "http",
            "region",
            "roles",
            "is_voter",
            "isVoter",
            "is_leader",
            "isLeader",
            "matched_index",
            "matchedIndex",
            "lag",
            "countries",
            "load",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            NodeId,
            Address,
            Http,
            Region,
            Roles,
            IsVoter,
            IsLeader,
            MatchedIndex,
            Lag,
            Countries,
            Load,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "nodeId" | "node_id" => Ok(GeneratedField::NodeId),
                            "address" => Ok(GeneratedField::Address),
                            "http" => Ok(GeneratedField::Http),
                            "region" => Ok(GeneratedField::Region),
                            "roles" => Ok(GeneratedField::Roles),
                            "isVoter" | "is_voter" => Ok(GeneratedField::IsVoter),
                            "isLeader" | "is_leader" => Ok(GeneratedField::IsLeader),
                            "matchedIndex" | "matched_index" => Ok(GeneratedField::MatchedIndex),
                            "lag" => Ok(GeneratedField::Lag),
                            "countries" => Ok(GeneratedField::Countries),
                            "load" => Ok(GeneratedField::Load),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ClusterMember;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.ClusterMember")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ClusterMember, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut node_id__ = None;
                let mut address__ = None;
                let mut http__ = None;
                let mut region__ = None;
                let mut roles__ = None;
                let mut is_voter__ = None;
                let mut is_leader__ = None;
                let mut matched_index__ = None;
                let mut lag__ = None;
                let mut countries__ = None;
                let mut load__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::NodeId => {
                            if node_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nodeId"));
                            }
                            node_id__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Address => {
                            if address__.is_some() {
                                return Err(serde::de::Error::duplicate_field("address"));
                            }
                            address__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Http => {
                            if http__.is_some() {
                                return Err(serde::de::Error::duplicate_field("http"));
                            }
                            http__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Region => {
                            if region__.is_some() {
                                return Err(serde::de::Error::duplicate_field("region"));
                            }
                            region__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Roles => {
                            if roles__.is_some() {
                                return Err(serde::de::Error::duplicate_field("roles"));
                            }
                            roles__ = Some(map_.next_value()?);
                        }
                        GeneratedField::IsVoter => {
                            if is_voter__.is_some() {
                                return Err(serde::de::Error::duplicate_field("isVoter"));
                            }
                            is_voter__ = Some(map_.next_value()?);
                        }
                        GeneratedField::IsLeader => {
                            if is_leader__.is_some() {
                                return Err(serde::de::Error::duplicate_field("isLeader"));
                            }
                            is_leader__ = Some(map_.next_value()?);
                        }
                        GeneratedField::MatchedIndex => {
                            if matched_index__.is_some() {
                                return Err(serde::de::Error::duplicate_field("matchedIndex"));
                            }
                            matched_index__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Lag => {
                            if lag__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lag"));
                            }
                            lag__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Countries => {
                            if countries__.is_some() {
                                return Err(serde::de::Error::duplicate_field("countries"));
                            }
                            countries__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Load => {
                            if load__.is_some() {
                                return Err(serde::de::Error::duplicate_field("load"));
                            }
                            load__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ClusterMember {
                    node_id: node_id__.unwrap_or_default(),
                    address: address__.unwrap_or_default(),
                    http: http__.unwrap_or_default(),
                    region: region__.unwrap_or_default(),
                    roles: roles__.unwrap_or_default(),
                    is_voter: is_voter__.unwrap_or_default(),
                    is_leader: is_leader__.unwrap_or_default(),
                    matched_index: matched_index__,
                    lag: lag__,
                    countries: countries__.unwrap_or_default(),
                    load: load__,
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.ClusterMember", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ClusterNode {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.ClusterNode", len)?;
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("node_id", ToString::to_string(&self.node_id).as_str())?;
        }
        if true {
            struct_ser.serialize_field("address", &self.address)?;
        }
        if true {
            struct_ser.serialize_field("http", &self.http)?;
        }
        if true {
            struct_ser.serialize_field("region", &self.region)?;
        }
        if true {
            struct_ser.serialize_field("roles", &self.roles)?;
        }
        if true {
            struct_ser.serialize_field("countries", &self.countries)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ClusterNode {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "node_id",
            "nodeId",
            "address",
            "http",
            "region",
            "roles",
            "countries",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            NodeId,
            Address,
            Http,
            Region,
            Roles,
            Countries,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "nodeId" | "node_id" => Ok(GeneratedField::NodeId),
                            "address" => Ok(GeneratedField::Address),
                            "http" => Ok(GeneratedField::Http),
                            "region" => Ok(GeneratedField::Region),
                            "roles" => Ok(GeneratedField::Roles),
                            "countries" => Ok(GeneratedField::Countries),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ClusterNode;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.ClusterNode")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ClusterNode, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut node_id__ = None;
                let mut address__ = None;
                let mut http__ = None;
                let mut region__ = None;
                let mut roles__ = None;
                let mut countries__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::NodeId => {
                            if node_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nodeId"));
                            }
                            node_id__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Address => {
                            if address__.is_some() {
                                return Err(serde::de::Error::duplicate_field("address"));
                            }
                            address__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Http => {
                            if http__.is_some() {
                                return Err(serde::de::Error::duplicate_field("http"));
                            }
                            http__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Region => {
                            if region__.is_some() {
                                return Err(serde::de::Error::duplicate_field("region"));
                            }
                            region__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Roles => {
                            if roles__.is_some() {
                                return Err(serde::de::Error::duplicate_field("roles"));
                            }
                            roles__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Countries => {
                            if countries__.is_some() {
                                return Err(serde::de::Error::duplicate_field("countries"));
                            }
                            countries__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ClusterNode {
                    node_id: node_id__.unwrap_or_default(),
                    address: address__.unwrap_or_default(),
                    http: http__.unwrap_or_default(),
                    region: region__.unwrap_or_default(),
                    roles: roles__.unwrap_or_default(),
                    countries: countries__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.ClusterNode", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ClusterPromoteRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.ClusterPromoteRequest", len)?;
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("node_id", ToString::to_string(&self.node_id).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ClusterPromoteRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "node_id",
            "nodeId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            NodeId,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "nodeId" | "node_id" => Ok(GeneratedField::NodeId),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ClusterPromoteRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.ClusterPromoteRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ClusterPromoteRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut node_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::NodeId => {
                            if node_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nodeId"));
                            }
                            node_id__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ClusterPromoteRequest {
                    node_id: node_id__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.ClusterPromoteRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ClusterRemoveRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.ClusterRemoveRequest", len)?;
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("node_id", ToString::to_string(&self.node_id).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ClusterRemoveRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "node_id",
            "nodeId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            NodeId,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "nodeId" | "node_id" => Ok(GeneratedField::NodeId),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ClusterRemoveRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.ClusterRemoveRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ClusterRemoveRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut node_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::NodeId => {
                            if node_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nodeId"));
                            }
                            node_id__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ClusterRemoveRequest {
                    node_id: node_id__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.ClusterRemoveRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ClusterStatusRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("tandem.admin.v1.ClusterStatusRequest", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ClusterStatusRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                            Ok(GeneratedField::__SkipField__)
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ClusterStatusRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.ClusterStatusRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ClusterStatusRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(ClusterStatusRequest {
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.ClusterStatusRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ClusterStatusResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.ClusterStatusResponse", len)?;
        if true {
            struct_ser.serialize_field("cluster", &self.cluster)?;
        }
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("node_id", ToString::to_string(&self.node_id).as_str())?;
        }
        if true {
            struct_ser.serialize_field("state", &self.state)?;
        }
        if let Some(v) = self.leader_id.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("leader_id", ToString::to_string(&v).as_str())?;
        }
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("term", ToString::to_string(&self.term).as_str())?;
        }
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("revision", ToString::to_string(&self.revision).as_str())?;
        }
        if let Some(v) = self.staleness_ms.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("staleness_ms", ToString::to_string(&v).as_str())?;
        }
        if let Some(v) = self.last_log_index.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("last_log_index", ToString::to_string(&v).as_str())?;
        }
        if let Some(v) = self.applied_index.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("applied_index", ToString::to_string(&v).as_str())?;
        }
        if true {
            struct_ser.serialize_field("members", &self.members)?;
        }
        struct_ser.serialize_field("own", &self.own)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ClusterStatusResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "cluster",
            "node_id",
            "nodeId",
            "state",
            "leader_id",
            "leaderId",
            "term",
            "revision",
            "staleness_ms",
            "stalenessMs",
            "last_log_index",
            "lastLogIndex",
            "applied_index",
            "appliedIndex",
            "members",
            "own",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Cluster,
            NodeId,
            State,
            LeaderId,
            Term,
            Revision,
            StalenessMs,
            LastLogIndex,
            AppliedIndex,
            Members,
            Own,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "cluster" => Ok(GeneratedField::Cluster),
                            "nodeId" | "node_id" => Ok(GeneratedField::NodeId),
                            "state" => Ok(GeneratedField::State),
                            "leaderId" | "leader_id" => Ok(GeneratedField::LeaderId),
                            "term" => Ok(GeneratedField::Term),
                            "revision" => Ok(GeneratedField::Revision),
                            "stalenessMs" | "staleness_ms" => Ok(GeneratedField::StalenessMs),
                            "lastLogIndex" | "last_log_index" => Ok(GeneratedField::LastLogIndex),
                            "appliedIndex" | "applied_index" => Ok(GeneratedField::AppliedIndex),
                            "members" => Ok(GeneratedField::Members),
                            "own" => Ok(GeneratedField::Own),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ClusterStatusResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.ClusterStatusResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ClusterStatusResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut cluster__ = None;
                let mut node_id__ = None;
                let mut state__ = None;
                let mut leader_id__ = None;
                let mut term__ = None;
                let mut revision__ = None;
                let mut staleness_ms__ = None;
                let mut last_log_index__ = None;
                let mut applied_index__ = None;
                let mut members__ = None;
                let mut own__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Cluster => {
                            if cluster__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cluster"));
                            }
                            cluster__ = Some(map_.next_value()?);
                        }
                        GeneratedField::NodeId => {
                            if node_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nodeId"));
                            }
                            node_id__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::State => {
                            if state__.is_some() {
                                return Err(serde::de::Error::duplicate_field("state"));
                            }
                            state__ = Some(map_.next_value()?);
                        }
                        GeneratedField::LeaderId => {
                            if leader_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("leaderId"));
                            }
                            leader_id__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Term => {
                            if term__.is_some() {
                                return Err(serde::de::Error::duplicate_field("term"));
                            }
                            term__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Revision => {
                            if revision__.is_some() {
                                return Err(serde::de::Error::duplicate_field("revision"));
                            }
                            revision__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::StalenessMs => {
                            if staleness_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stalenessMs"));
                            }
                            staleness_ms__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::LastLogIndex => {
                            if last_log_index__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lastLogIndex"));
                            }
                            last_log_index__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::AppliedIndex => {
                            if applied_index__.is_some() {
                                return Err(serde::de::Error::duplicate_field("appliedIndex"));
                            }
                            applied_index__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Members => {
                            if members__.is_some() {
                                return Err(serde::de::Error::duplicate_field("members"));
                            }
                            members__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Own => {
                            if own__.is_some() {
                                return Err(serde::de::Error::duplicate_field("own"));
                            }
                            own__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ClusterStatusResponse {
                    cluster: cluster__.unwrap_or_default(),
                    node_id: node_id__.unwrap_or_default(),
                    state: state__.unwrap_or_default(),
                    leader_id: leader_id__,
                    term: term__.unwrap_or_default(),
                    revision: revision__.unwrap_or_default(),
                    staleness_ms: staleness_ms__,
                    last_log_index: last_log_index__,
                    applied_index: applied_index__,
                    members: members__.unwrap_or_default(),
                    own: own__,
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.ClusterStatusResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ClusterTransferLeaderRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.ClusterTransferLeaderRequest", len)?;
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("node_id", ToString::to_string(&self.node_id).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ClusterTransferLeaderRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "node_id",
            "nodeId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            NodeId,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "nodeId" | "node_id" => Ok(GeneratedField::NodeId),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ClusterTransferLeaderRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.ClusterTransferLeaderRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ClusterTransferLeaderRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut node_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::NodeId => {
                            if node_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nodeId"));
                            }
                            node_id__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ClusterTransferLeaderRequest {
                    node_id: node_id__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.ClusterTransferLeaderRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CountryRoute {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.CountryRoute", len)?;
        if true {
            struct_ser.serialize_field("country", &self.country)?;
        }
        if true {
            struct_ser.serialize_field("regions", &self.regions)?;
        }
        if true {
            struct_ser.serialize_field("policy", &self.policy)?;
        }
        struct_ser.serialize_field("created_at", &self.created_at.as_ref().map(crate::json::Utc))?;
        struct_ser.serialize_field("updated_at", &self.updated_at.as_ref().map(crate::json::Utc))?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CountryRoute {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "country",
            "regions",
            "policy",
            "created_at",
            "createdAt",
            "updated_at",
            "updatedAt",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Country,
            Regions,
            Policy,
            CreatedAt,
            UpdatedAt,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "country" => Ok(GeneratedField::Country),
                            "regions" => Ok(GeneratedField::Regions),
                            "policy" => Ok(GeneratedField::Policy),
                            "createdAt" | "created_at" => Ok(GeneratedField::CreatedAt),
                            "updatedAt" | "updated_at" => Ok(GeneratedField::UpdatedAt),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CountryRoute;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.CountryRoute")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CountryRoute, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut country__ = None;
                let mut regions__ = None;
                let mut policy__ = None;
                let mut created_at__ = None;
                let mut updated_at__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Country => {
                            if country__.is_some() {
                                return Err(serde::de::Error::duplicate_field("country"));
                            }
                            country__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Regions => {
                            if regions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("regions"));
                            }
                            regions__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Policy => {
                            if policy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("policy"));
                            }
                            policy__ = Some(map_.next_value()?);
                        }
                        GeneratedField::CreatedAt => {
                            if created_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("createdAt"));
                            }
                            created_at__ = map_.next_value()?;
                        }
                        GeneratedField::UpdatedAt => {
                            if updated_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("updatedAt"));
                            }
                            updated_at__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(CountryRoute {
                    country: country__.unwrap_or_default(),
                    regions: regions__.unwrap_or_default(),
                    policy: policy__.unwrap_or_default(),
                    created_at: created_at__,
                    updated_at: updated_at__,
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.CountryRoute", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for DeleteCountryRouteRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.DeleteCountryRouteRequest", len)?;
        if true {
            struct_ser.serialize_field("country", &self.country)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for DeleteCountryRouteRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "country",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Country,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "country" => Ok(GeneratedField::Country),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = DeleteCountryRouteRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.DeleteCountryRouteRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<DeleteCountryRouteRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut country__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Country => {
                            if country__.is_some() {
                                return Err(serde::de::Error::duplicate_field("country"));
                            }
                            country__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(DeleteCountryRouteRequest {
                    country: country__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.DeleteCountryRouteRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ExplainPlacementRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.ExplainPlacementRequest", len)?;
        if true {
            struct_ser.serialize_field("country", &self.country)?;
        }
        if true {
            struct_ser.serialize_field("call_id", &self.call_id)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ExplainPlacementRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "country",
            "call_id",
            "callId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Country,
            CallId,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "country" => Ok(GeneratedField::Country),
                            "callId" | "call_id" => Ok(GeneratedField::CallId),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ExplainPlacementRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.ExplainPlacementRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ExplainPlacementRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut country__ = None;
                let mut call_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Country => {
                            if country__.is_some() {
                                return Err(serde::de::Error::duplicate_field("country"));
                            }
                            country__ = Some(map_.next_value()?);
                        }
                        GeneratedField::CallId => {
                            if call_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("callId"));
                            }
                            call_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ExplainPlacementRequest {
                    country: country__.unwrap_or_default(),
                    call_id: call_id__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.ExplainPlacementRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ExplainPlacementResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.ExplainPlacementResponse", len)?;
        if let Some(v) = self.node_id.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("node_id", ToString::to_string(&v).as_str())?;
        }
        if true {
            struct_ser.serialize_field("region", &self.region)?;
        }
        if true {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        if true {
            struct_ser.serialize_field("text", &self.text)?;
        }
        if true {
            struct_ser.serialize_field("remedy", &self.remedy)?;
        }
        if true {
            struct_ser.serialize_field("considered", &self.considered)?;
        }
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("revision", ToString::to_string(&self.revision).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ExplainPlacementResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "node_id",
            "nodeId",
            "region",
            "reason",
            "text",
            "remedy",
            "considered",
            "revision",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            NodeId,
            Region,
            Reason,
            Text,
            Remedy,
            Considered,
            Revision,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "nodeId" | "node_id" => Ok(GeneratedField::NodeId),
                            "region" => Ok(GeneratedField::Region),
                            "reason" => Ok(GeneratedField::Reason),
                            "text" => Ok(GeneratedField::Text),
                            "remedy" => Ok(GeneratedField::Remedy),
                            "considered" => Ok(GeneratedField::Considered),
                            "revision" => Ok(GeneratedField::Revision),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ExplainPlacementResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.ExplainPlacementResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ExplainPlacementResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut node_id__ = None;
                let mut region__ = None;
                let mut reason__ = None;
                let mut text__ = None;
                let mut remedy__ = None;
                let mut considered__ = None;
                let mut revision__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::NodeId => {
                            if node_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nodeId"));
                            }
                            node_id__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Region => {
                            if region__.is_some() {
                                return Err(serde::de::Error::duplicate_field("region"));
                            }
                            region__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Text => {
                            if text__.is_some() {
                                return Err(serde::de::Error::duplicate_field("text"));
                            }
                            text__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Remedy => {
                            if remedy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("remedy"));
                            }
                            remedy__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Considered => {
                            if considered__.is_some() {
                                return Err(serde::de::Error::duplicate_field("considered"));
                            }
                            considered__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Revision => {
                            if revision__.is_some() {
                                return Err(serde::de::Error::duplicate_field("revision"));
                            }
                            revision__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ExplainPlacementResponse {
                    node_id: node_id__,
                    region: region__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                    text: text__.unwrap_or_default(),
                    remedy: remedy__.unwrap_or_default(),
                    considered: considered__.unwrap_or_default(),
                    revision: revision__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.ExplainPlacementResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ExplainRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.ExplainRequest", len)?;
        if true {
            struct_ser.serialize_field("from", &self.from)?;
        }
        if true {
            struct_ser.serialize_field("to", &self.to)?;
        }
        if true {
            struct_ser.serialize_field("source", &self.source)?;
        }
        if true {
            struct_ser.serialize_field("headers", &self.headers)?;
        }
        if let Some(v) = self.pin.as_ref() {
            struct_ser.serialize_field("pin", v)?;
        }
        if true {
            struct_ser.serialize_field("authenticated", &self.authenticated)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ExplainRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "from",
            "to",
            "source",
            "headers",
            "pin",
            "authenticated",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            From,
            To,
            Source,
            Headers,
            Pin,
            Authenticated,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "from" => Ok(GeneratedField::From),
                            "to" => Ok(GeneratedField::To),
                            "source" => Ok(GeneratedField::Source),
                            "headers" => Ok(GeneratedField::Headers),
                            "pin" => Ok(GeneratedField::Pin),
                            "authenticated" => Ok(GeneratedField::Authenticated),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ExplainRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.ExplainRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ExplainRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut from__ = None;
                let mut to__ = None;
                let mut source__ = None;
                let mut headers__ = None;
                let mut pin__ = None;
                let mut authenticated__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::From => {
                            if from__.is_some() {
                                return Err(serde::de::Error::duplicate_field("from"));
                            }
                            from__ = Some(map_.next_value()?);
                        }
                        GeneratedField::To => {
                            if to__.is_some() {
                                return Err(serde::de::Error::duplicate_field("to"));
                            }
                            to__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Source => {
                            if source__.is_some() {
                                return Err(serde::de::Error::duplicate_field("source"));
                            }
                            source__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Headers => {
                            if headers__.is_some() {
                                return Err(serde::de::Error::duplicate_field("headers"));
                            }
                            headers__ = Some(
                                map_.next_value::<std::collections::BTreeMap<_, _>>()?
                            );
                        }
                        GeneratedField::Pin => {
                            if pin__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pin"));
                            }
                            pin__ = map_.next_value()?;
                        }
                        GeneratedField::Authenticated => {
                            if authenticated__.is_some() {
                                return Err(serde::de::Error::duplicate_field("authenticated"));
                            }
                            authenticated__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ExplainRequest {
                    from: from__.unwrap_or_default(),
                    to: to__.unwrap_or_default(),
                    source: source__.unwrap_or_default(),
                    headers: headers__.unwrap_or_default(),
                    pin: pin__,
                    authenticated: authenticated__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.ExplainRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ExplainResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.ExplainResponse", len)?;
        if true {
            struct_ser.serialize_field("verdict", &self.verdict)?;
        }
        if true {
            struct_ser.serialize_field("status", &self.status)?;
        }
        if true {
            struct_ser.serialize_field("cause", &self.cause)?;
        }
        if true {
            struct_ser.serialize_field("remedy", &self.remedy)?;
        }
        if true {
            struct_ser.serialize_field("trunk_id", &self.trunk_id)?;
        }
        if true {
            struct_ser.serialize_field("rule_id", &self.rule_id)?;
        }
        if true {
            struct_ser.serialize_field("room_name", &self.room_name)?;
        }
        if true {
            struct_ser.serialize_field("participant_identity", &self.participant_identity)?;
        }
        if true {
            struct_ser.serialize_field("attributes", &self.attributes)?;
        }
        if true {
            struct_ser.serialize_field("considered", &self.considered)?;
        }
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("revision", ToString::to_string(&self.revision).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ExplainResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "verdict",
            "status",
            "cause",
            "remedy",
            "trunk_id",
            "trunkId",
            "rule_id",
            "ruleId",
            "room_name",
            "roomName",
            "participant_identity",
            "participantIdentity",
            "attributes",
            "considered",
            "revision",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Verdict,
            Status,
            Cause,
            Remedy,
            TrunkId,
            RuleId,
            RoomName,
            ParticipantIdentity,
            Attributes,
            Considered,
            Revision,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "verdict" => Ok(GeneratedField::Verdict),
                            "status" => Ok(GeneratedField::Status),
                            "cause" => Ok(GeneratedField::Cause),
                            "remedy" => Ok(GeneratedField::Remedy),
                            "trunkId" | "trunk_id" => Ok(GeneratedField::TrunkId),
                            "ruleId" | "rule_id" => Ok(GeneratedField::RuleId),
                            "roomName" | "room_name" => Ok(GeneratedField::RoomName),
                            "participantIdentity" | "participant_identity" => Ok(GeneratedField::ParticipantIdentity),
                            "attributes" => Ok(GeneratedField::Attributes),
                            "considered" => Ok(GeneratedField::Considered),
                            "revision" => Ok(GeneratedField::Revision),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ExplainResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.ExplainResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ExplainResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut verdict__ = None;
                let mut status__ = None;
                let mut cause__ = None;
                let mut remedy__ = None;
                let mut trunk_id__ = None;
                let mut rule_id__ = None;
                let mut room_name__ = None;
                let mut participant_identity__ = None;
                let mut attributes__ = None;
                let mut considered__ = None;
                let mut revision__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Verdict => {
                            if verdict__.is_some() {
                                return Err(serde::de::Error::duplicate_field("verdict"));
                            }
                            verdict__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Status => {
                            if status__.is_some() {
                                return Err(serde::de::Error::duplicate_field("status"));
                            }
                            status__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Cause => {
                            if cause__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cause"));
                            }
                            cause__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Remedy => {
                            if remedy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("remedy"));
                            }
                            remedy__ = Some(map_.next_value()?);
                        }
                        GeneratedField::TrunkId => {
                            if trunk_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("trunkId"));
                            }
                            trunk_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::RuleId => {
                            if rule_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ruleId"));
                            }
                            rule_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::RoomName => {
                            if room_name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("roomName"));
                            }
                            room_name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ParticipantIdentity => {
                            if participant_identity__.is_some() {
                                return Err(serde::de::Error::duplicate_field("participantIdentity"));
                            }
                            participant_identity__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Attributes => {
                            if attributes__.is_some() {
                                return Err(serde::de::Error::duplicate_field("attributes"));
                            }
                            attributes__ = Some(
                                map_.next_value::<std::collections::BTreeMap<_, _>>()?
                            );
                        }
                        GeneratedField::Considered => {
                            if considered__.is_some() {
                                return Err(serde::de::Error::duplicate_field("considered"));
                            }
                            considered__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Revision => {
                            if revision__.is_some() {
                                return Err(serde::de::Error::duplicate_field("revision"));
                            }
                            revision__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ExplainResponse {
                    verdict: verdict__.unwrap_or_default(),
                    status: status__.unwrap_or_default(),
                    cause: cause__.unwrap_or_default(),
                    remedy: remedy__.unwrap_or_default(),
                    trunk_id: trunk_id__.unwrap_or_default(),
                    rule_id: rule_id__.unwrap_or_default(),
                    room_name: room_name__.unwrap_or_default(),
                    participant_identity: participant_identity__.unwrap_or_default(),
                    attributes: attributes__.unwrap_or_default(),
                    considered: considered__.unwrap_or_default(),
                    revision: revision__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.ExplainResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetCallRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.GetCallRequest", len)?;
        if true {
            struct_ser.serialize_field("call_id", &self.call_id)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetCallRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "call_id",
            "callId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            CallId,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "callId" | "call_id" => Ok(GeneratedField::CallId),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetCallRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.GetCallRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetCallRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut call_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::CallId => {
                            if call_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("callId"));
                            }
                            call_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(GetCallRequest {
                    call_id: call_id__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.GetCallRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListCallsRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.ListCallsRequest", len)?;
        if true {
            struct_ser.serialize_field("which", &self.which)?;
        }
        if true {
            struct_ser.serialize_field("limit", &self.limit)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListCallsRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "which",
            "limit",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Which,
            Limit,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "which" => Ok(GeneratedField::Which),
                            "limit" => Ok(GeneratedField::Limit),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListCallsRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.ListCallsRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListCallsRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut which__ = None;
                let mut limit__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Which => {
                            if which__.is_some() {
                                return Err(serde::de::Error::duplicate_field("which"));
                            }
                            which__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Limit => {
                            if limit__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limit"));
                            }
                            limit__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ListCallsRequest {
                    which: which__.unwrap_or_default(),
                    limit: limit__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.ListCallsRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListCallsResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.ListCallsResponse", len)?;
        if true {
            struct_ser.serialize_field("calls", &self.calls)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListCallsResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "calls",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Calls,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "calls" => Ok(GeneratedField::Calls),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListCallsResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.ListCallsResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListCallsResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut calls__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Calls => {
                            if calls__.is_some() {
                                return Err(serde::de::Error::duplicate_field("calls"));
                            }
                            calls__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ListCallsResponse {
                    calls: calls__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.ListCallsResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListCountryRoutesRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("tandem.admin.v1.ListCountryRoutesRequest", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListCountryRoutesRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                            Ok(GeneratedField::__SkipField__)
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListCountryRoutesRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.ListCountryRoutesRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListCountryRoutesRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(ListCountryRoutesRequest {
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.ListCountryRoutesRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListCountryRoutesResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.ListCountryRoutesResponse", len)?;
        if true {
            struct_ser.serialize_field("items", &self.items)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListCountryRoutesResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "items",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Items,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "items" => Ok(GeneratedField::Items),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListCountryRoutesResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.ListCountryRoutesResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListCountryRoutesResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut items__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Items => {
                            if items__.is_some() {
                                return Err(serde::de::Error::duplicate_field("items"));
                            }
                            items__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ListCountryRoutesResponse {
                    items: items__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.ListCountryRoutesResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListTrunkHealthRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.ListTrunkHealthRequest", len)?;
        if true {
            struct_ser.serialize_field("trunk_ids", &self.trunk_ids)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListTrunkHealthRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "trunk_ids",
            "trunkIds",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            TrunkIds,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "trunkIds" | "trunk_ids" => Ok(GeneratedField::TrunkIds),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListTrunkHealthRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.ListTrunkHealthRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListTrunkHealthRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut trunk_ids__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::TrunkIds => {
                            if trunk_ids__.is_some() {
                                return Err(serde::de::Error::duplicate_field("trunkIds"));
                            }
                            trunk_ids__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ListTrunkHealthRequest {
                    trunk_ids: trunk_ids__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.ListTrunkHealthRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListTrunkHealthResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.ListTrunkHealthResponse", len)?;
        if true {
            struct_ser.serialize_field("items", &self.items)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListTrunkHealthResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "items",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Items,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "items" => Ok(GeneratedField::Items),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListTrunkHealthResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.ListTrunkHealthResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListTrunkHealthResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut items__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Items => {
                            if items__.is_some() {
                                return Err(serde::de::Error::duplicate_field("items"));
                            }
                            items__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ListTrunkHealthResponse {
                    items: items__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.ListTrunkHealthResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Media {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.Media", len)?;
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("packets_received", ToString::to_string(&self.packets_received).as_str())?;
        }
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("packets_lost", ToString::to_string(&self.packets_lost).as_str())?;
        }
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("packets_sent", ToString::to_string(&self.packets_sent).as_str())?;
        }
        if true {
            struct_ser.serialize_field("jitter_ms", &self.jitter_ms)?;
        }
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("underruns", ToString::to_string(&self.underruns).as_str())?;
        }
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("digits", ToString::to_string(&self.digits).as_str())?;
        }
        if true {
            struct_ser.serialize_field("mos", &self.mos)?;
        }
        if let Some(v) = self.level_dbov.as_ref() {
            struct_ser.serialize_field("level_dbov", v)?;
        }
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("packets_foreign", ToString::to_string(&self.packets_foreign).as_str())?;
        }
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("packets_refused", ToString::to_string(&self.packets_refused).as_str())?;
        }
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("packets_after_end", ToString::to_string(&self.packets_after_end).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Media {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "packets_received",
            "packetsReceived",
            "packets_lost",
            "packetsLost",
            "packets_sent",
            "packetsSent",
            "jitter_ms",
            "jitterMs",
            "underruns",
            "digits",
            "mos",
            "level_dbov",
            "levelDbov",
            "packets_foreign",
            "packetsForeign",
            "packets_refused",
            "packetsRefused",
            "packets_after_end",
            "packetsAfterEnd",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            PacketsReceived,
            PacketsLost,
            PacketsSent,
            JitterMs,
            Underruns,
            Digits,
            Mos,
            LevelDbov,
            PacketsForeign,
            PacketsRefused,
            PacketsAfterEnd,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "packetsReceived" | "packets_received" => Ok(GeneratedField::PacketsReceived),
                            "packetsLost" | "packets_lost" => Ok(GeneratedField::PacketsLost),
                            "packetsSent" | "packets_sent" => Ok(GeneratedField::PacketsSent),
                            "jitterMs" | "jitter_ms" => Ok(GeneratedField::JitterMs),
                            "underruns" => Ok(GeneratedField::Underruns),
                            "digits" => Ok(GeneratedField::Digits),
                            "mos" => Ok(GeneratedField::Mos),
                            "levelDbov" | "level_dbov" => Ok(GeneratedField::LevelDbov),
                            "packetsForeign" | "packets_foreign" => Ok(GeneratedField::PacketsForeign),
                            "packetsRefused" | "packets_refused" => Ok(GeneratedField::PacketsRefused),
                            "packetsAfterEnd" | "packets_after_end" => Ok(GeneratedField::PacketsAfterEnd),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Media;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.Media")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Media, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut packets_received__ = None;
                let mut packets_lost__ = None;
                let mut packets_sent__ = None;
                let mut jitter_ms__ = None;
                let mut underruns__ = None;
                let mut digits__ = None;
                let mut mos__ = None;
                let mut level_dbov__ = None;
                let mut packets_foreign__ = None;
                let mut packets_refused__ = None;
                let mut packets_after_end__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::PacketsReceived => {
                            if packets_received__.is_some() {
                                return Err(serde::de::Error::duplicate_field("packetsReceived"));
                            }
                            packets_received__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::PacketsLost => {
                            if packets_lost__.is_some() {
                                return Err(serde::de::Error::duplicate_field("packetsLost"));
                            }
                            packets_lost__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::PacketsSent => {
                            if packets_sent__.is_some() {
                                return Err(serde::de::Error::duplicate_field("packetsSent"));
                            }
                            packets_sent__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::JitterMs => {
                            if jitter_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("jitterMs"));
                            }
                            jitter_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Underruns => {
                            if underruns__.is_some() {
                                return Err(serde::de::Error::duplicate_field("underruns"));
                            }
                            underruns__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Digits => {
                            if digits__.is_some() {
                                return Err(serde::de::Error::duplicate_field("digits"));
                            }
                            digits__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Mos => {
                            if mos__.is_some() {
                                return Err(serde::de::Error::duplicate_field("mos"));
                            }
                            mos__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LevelDbov => {
                            if level_dbov__.is_some() {
                                return Err(serde::de::Error::duplicate_field("levelDbov"));
                            }
                            level_dbov__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::PacketsForeign => {
                            if packets_foreign__.is_some() {
                                return Err(serde::de::Error::duplicate_field("packetsForeign"));
                            }
                            packets_foreign__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::PacketsRefused => {
                            if packets_refused__.is_some() {
                                return Err(serde::de::Error::duplicate_field("packetsRefused"));
                            }
                            packets_refused__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::PacketsAfterEnd => {
                            if packets_after_end__.is_some() {
                                return Err(serde::de::Error::duplicate_field("packetsAfterEnd"));
                            }
                            packets_after_end__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Media {
                    packets_received: packets_received__.unwrap_or_default(),
                    packets_lost: packets_lost__.unwrap_or_default(),
                    packets_sent: packets_sent__.unwrap_or_default(),
                    jitter_ms: jitter_ms__.unwrap_or_default(),
                    underruns: underruns__.unwrap_or_default(),
                    digits: digits__.unwrap_or_default(),
                    mos: mos__.unwrap_or_default(),
                    level_dbov: level_dbov__,
                    packets_foreign: packets_foreign__.unwrap_or_default(),
                    packets_refused: packets_refused__.unwrap_or_default(),
                    packets_after_end: packets_after_end__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.Media", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for MediaFact {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.MediaFact", len)?;
        if true {
            struct_ser.serialize_field("kind", &self.kind)?;
        }
        if true {
            struct_ser.serialize_field("codec", &self.codec)?;
        }
        if true {
            struct_ser.serialize_field("local", &self.local)?;
        }
        if true {
            struct_ser.serialize_field("remote", &self.remote)?;
        }
        if true {
            struct_ser.serialize_field("direction", &self.direction)?;
        }
        if true {
            struct_ser.serialize_field("is_encrypted", &self.is_encrypted)?;
        }
        struct_ser.serialize_field("numbers", &self.numbers)?;
        if true {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for MediaFact {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "kind",
            "codec",
            "local",
            "remote",
            "direction",
            "is_encrypted",
            "isEncrypted",
            "numbers",
            "reason",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Kind,
            Codec,
            Local,
            Remote,
            Direction,
            IsEncrypted,
            Numbers,
            Reason,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "kind" => Ok(GeneratedField::Kind),
                            "codec" => Ok(GeneratedField::Codec),
                            "local" => Ok(GeneratedField::Local),
                            "remote" => Ok(GeneratedField::Remote),
                            "direction" => Ok(GeneratedField::Direction),
                            "isEncrypted" | "is_encrypted" => Ok(GeneratedField::IsEncrypted),
                            "numbers" => Ok(GeneratedField::Numbers),
                            "reason" => Ok(GeneratedField::Reason),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = MediaFact;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.MediaFact")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<MediaFact, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut kind__ = None;
                let mut codec__ = None;
                let mut local__ = None;
                let mut remote__ = None;
                let mut direction__ = None;
                let mut is_encrypted__ = None;
                let mut numbers__ = None;
                let mut reason__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Kind => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("kind"));
                            }
                            kind__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Codec => {
                            if codec__.is_some() {
                                return Err(serde::de::Error::duplicate_field("codec"));
                            }
                            codec__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Local => {
                            if local__.is_some() {
                                return Err(serde::de::Error::duplicate_field("local"));
                            }
                            local__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Remote => {
                            if remote__.is_some() {
                                return Err(serde::de::Error::duplicate_field("remote"));
                            }
                            remote__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Direction => {
                            if direction__.is_some() {
                                return Err(serde::de::Error::duplicate_field("direction"));
                            }
                            direction__ = Some(map_.next_value()?);
                        }
                        GeneratedField::IsEncrypted => {
                            if is_encrypted__.is_some() {
                                return Err(serde::de::Error::duplicate_field("isEncrypted"));
                            }
                            is_encrypted__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Numbers => {
                            if numbers__.is_some() {
                                return Err(serde::de::Error::duplicate_field("numbers"));
                            }
                            numbers__ = map_.next_value()?;
                        }
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(MediaFact {
                    kind: kind__.unwrap_or_default(),
                    codec: codec__.unwrap_or_default(),
                    local: local__.unwrap_or_default(),
                    remote: remote__.unwrap_or_default(),
                    direction: direction__.unwrap_or_default(),
                    is_encrypted: is_encrypted__.unwrap_or_default(),
                    numbers: numbers__,
                    reason: reason__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.MediaFact", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for NodeLoad {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.NodeLoad", len)?;
        if true {
            struct_ser.serialize_field("state", &self.state)?;
        }
        if true {
            struct_ser.serialize_field("calls", &self.calls)?;
        }
        if true {
            struct_ser.serialize_field("most_calls", &self.most_calls)?;
        }
        if true {
            struct_ser.serialize_field("cpu_permille", &self.cpu_permille)?;
        }
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("heard_ms", ToString::to_string(&self.heard_ms).as_str())?;
        }
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("revision", ToString::to_string(&self.revision).as_str())?;
        }
        if let Some(v) = self.staleness_ms.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("staleness_ms", ToString::to_string(&v).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for NodeLoad {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "state",
            "calls",
            "most_calls",
            "mostCalls",
            "cpu_permille",
            "cpuPermille",
            "heard_ms",
            "heardMs",
            "revision",
            "staleness_ms",
            "stalenessMs",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            State,
            Calls,
            MostCalls,
            CpuPermille,
            HeardMs,
            Revision,
            StalenessMs,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "state" => Ok(GeneratedField::State),
                            "calls" => Ok(GeneratedField::Calls),
                            "mostCalls" | "most_calls" => Ok(GeneratedField::MostCalls),
                            "cpuPermille" | "cpu_permille" => Ok(GeneratedField::CpuPermille),
                            "heardMs" | "heard_ms" => Ok(GeneratedField::HeardMs),
                            "revision" => Ok(GeneratedField::Revision),
                            "stalenessMs" | "staleness_ms" => Ok(GeneratedField::StalenessMs),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = NodeLoad;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.NodeLoad")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<NodeLoad, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut state__ = None;
                let mut calls__ = None;
                let mut most_calls__ = None;
                let mut cpu_permille__ = None;
                let mut heard_ms__ = None;
                let mut revision__ = None;
                let mut staleness_ms__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::State => {
                            if state__.is_some() {
                                return Err(serde::de::Error::duplicate_field("state"));
                            }
                            state__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Calls => {
                            if calls__.is_some() {
                                return Err(serde::de::Error::duplicate_field("calls"));
                            }
                            calls__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::MostCalls => {
                            if most_calls__.is_some() {
                                return Err(serde::de::Error::duplicate_field("mostCalls"));
                            }
                            most_calls__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::CpuPermille => {
                            if cpu_permille__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cpuPermille"));
                            }
                            cpu_permille__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::HeardMs => {
                            if heard_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("heardMs"));
                            }
                            heard_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Revision => {
                            if revision__.is_some() {
                                return Err(serde::de::Error::duplicate_field("revision"));
                            }
                            revision__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::StalenessMs => {
                            if staleness_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stalenessMs"));
                            }
                            staleness_ms__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(NodeLoad {
                    state: state__.unwrap_or_default(),
                    calls: calls__.unwrap_or_default(),
                    most_calls: most_calls__.unwrap_or_default(),
                    cpu_permille: cpu_permille__.unwrap_or_default(),
                    heard_ms: heard_ms__.unwrap_or_default(),
                    revision: revision__.unwrap_or_default(),
                    staleness_ms: staleness_ms__,
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.NodeLoad", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Notice {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.Notice", len)?;
        if true {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        if true {
            struct_ser.serialize_field("cause", &self.cause)?;
        }
        if true {
            struct_ser.serialize_field("remedy", &self.remedy)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Notice {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "reason",
            "cause",
            "remedy",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Reason,
            Cause,
            Remedy,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "reason" => Ok(GeneratedField::Reason),
                            "cause" => Ok(GeneratedField::Cause),
                            "remedy" => Ok(GeneratedField::Remedy),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Notice;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.Notice")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Notice, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut reason__ = None;
                let mut cause__ = None;
                let mut remedy__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Cause => {
                            if cause__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cause"));
                            }
                            cause__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Remedy => {
                            if remedy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("remedy"));
                            }
                            remedy__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Notice {
                    reason: reason__.unwrap_or_default(),
                    cause: cause__.unwrap_or_default(),
                    remedy: remedy__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.Notice", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PlacementStep {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.PlacementStep", len)?;
        if true {
            struct_ser.serialize_field("region", &self.region)?;
        }
        if true {
            struct_ser.serialize_field("why", &self.why)?;
        }
        if let Some(v) = self.node_id.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("node_id", ToString::to_string(&v).as_str())?;
        }
        if true {
            struct_ser.serialize_field("outcome", &self.outcome)?;
        }
        struct_ser.serialize_field("load", &self.load)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PlacementStep {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "region",
            "why",
            "node_id",
            "nodeId",
            "outcome",
            "load",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Region,
            Why,
            NodeId,
            Outcome,
            Load,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "region" => Ok(GeneratedField::Region),
                            "why" => Ok(GeneratedField::Why),
                            "nodeId" | "node_id" => Ok(GeneratedField::NodeId),
                            "outcome" => Ok(GeneratedField::Outcome),
                            "load" => Ok(GeneratedField::Load),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = PlacementStep;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.PlacementStep")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PlacementStep, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut region__ = None;
                let mut why__ = None;
                let mut node_id__ = None;
                let mut outcome__ = None;
                let mut load__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Region => {
                            if region__.is_some() {
                                return Err(serde::de::Error::duplicate_field("region"));
                            }
                            region__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Why => {
                            if why__.is_some() {
                                return Err(serde::de::Error::duplicate_field("why"));
                            }
                            why__ = Some(map_.next_value()?);
                        }
                        GeneratedField::NodeId => {
                            if node_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nodeId"));
                            }
                            node_id__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Outcome => {
                            if outcome__.is_some() {
                                return Err(serde::de::Error::duplicate_field("outcome"));
                            }
                            outcome__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Load => {
                            if load__.is_some() {
                                return Err(serde::de::Error::duplicate_field("load"));
                            }
                            load__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(PlacementStep {
                    region: region__.unwrap_or_default(),
                    why: why__.unwrap_or_default(),
                    node_id: node_id__,
                    outcome: outcome__.unwrap_or_default(),
                    load: load__,
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.PlacementStep", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SetCountryRouteRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.SetCountryRouteRequest", len)?;
        if true {
            struct_ser.serialize_field("country", &self.country)?;
        }
        if true {
            struct_ser.serialize_field("regions", &self.regions)?;
        }
        if true {
            struct_ser.serialize_field("policy", &self.policy)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SetCountryRouteRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "country",
            "regions",
            "policy",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Country,
            Regions,
            Policy,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "country" => Ok(GeneratedField::Country),
                            "regions" => Ok(GeneratedField::Regions),
                            "policy" => Ok(GeneratedField::Policy),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SetCountryRouteRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.SetCountryRouteRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SetCountryRouteRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut country__ = None;
                let mut regions__ = None;
                let mut policy__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Country => {
                            if country__.is_some() {
                                return Err(serde::de::Error::duplicate_field("country"));
                            }
                            country__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Regions => {
                            if regions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("regions"));
                            }
                            regions__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Policy => {
                            if policy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("policy"));
                            }
                            policy__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(SetCountryRouteRequest {
                    country: country__.unwrap_or_default(),
                    regions: regions__.unwrap_or_default(),
                    policy: policy__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.SetCountryRouteRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SipMessage {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.SipMessage", len)?;
        if true {
            struct_ser.serialize_field("sent", &self.sent)?;
        }
        if true {
            struct_ser.serialize_field("transport", &self.transport)?;
        }
        if true {
            struct_ser.serialize_field("local", &self.local)?;
        }
        if true {
            struct_ser.serialize_field("peer", &self.peer)?;
        }
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("octets", pbjson::private::base64::encode(&self.octets).as_str())?;
        }
        if true {
            struct_ser.serialize_field("is_retransmission", &self.is_retransmission)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SipMessage {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "sent",
            "transport",
            "local",
            "peer",
            "octets",
            "is_retransmission",
            "isRetransmission",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Sent,
            Transport,
            Local,
            Peer,
            Octets,
            IsRetransmission,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "sent" => Ok(GeneratedField::Sent),
                            "transport" => Ok(GeneratedField::Transport),
                            "local" => Ok(GeneratedField::Local),
                            "peer" => Ok(GeneratedField::Peer),
                            "octets" => Ok(GeneratedField::Octets),
                            "isRetransmission" | "is_retransmission" => Ok(GeneratedField::IsRetransmission),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SipMessage;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.SipMessage")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SipMessage, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut sent__ = None;
                let mut transport__ = None;
                let mut local__ = None;
                let mut peer__ = None;
                let mut octets__ = None;
                let mut is_retransmission__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Sent => {
                            if sent__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sent"));
                            }
                            sent__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Transport => {
                            if transport__.is_some() {
                                return Err(serde::de::Error::duplicate_field("transport"));
                            }
                            transport__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Local => {
                            if local__.is_some() {
                                return Err(serde::de::Error::duplicate_field("local"));
                            }
                            local__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Peer => {
                            if peer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("peer"));
                            }
                            peer__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Octets => {
                            if octets__.is_some() {
                                return Err(serde::de::Error::duplicate_field("octets"));
                            }
                            octets__ = 
                                Some(map_.next_value::<::pbjson::private::BytesDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::IsRetransmission => {
                            if is_retransmission__.is_some() {
                                return Err(serde::de::Error::duplicate_field("isRetransmission"));
                            }
                            is_retransmission__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(SipMessage {
                    sent: sent__.unwrap_or_default(),
                    transport: transport__.unwrap_or_default(),
                    local: local__.unwrap_or_default(),
                    peer: peer__.unwrap_or_default(),
                    octets: octets__.unwrap_or_default(),
                    is_retransmission: is_retransmission__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.SipMessage", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TargetHealth {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.TargetHealth", len)?;
        if true {
            struct_ser.serialize_field("transport", &self.transport)?;
        }
        if true {
            struct_ser.serialize_field("address", &self.address)?;
        }
        if true {
            struct_ser.serialize_field("state", &self.state)?;
        }
        if true {
            struct_ser.serialize_field("status", &self.status)?;
        }
        if true {
            struct_ser.serialize_field("round_trip_ms", &self.round_trip_ms)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TargetHealth {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "transport",
            "address",
            "state",
            "status",
            "round_trip_ms",
            "roundTripMs",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Transport,
            Address,
            State,
            Status,
            RoundTripMs,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "transport" => Ok(GeneratedField::Transport),
                            "address" => Ok(GeneratedField::Address),
                            "state" => Ok(GeneratedField::State),
                            "status" => Ok(GeneratedField::Status),
                            "roundTripMs" | "round_trip_ms" => Ok(GeneratedField::RoundTripMs),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TargetHealth;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.TargetHealth")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TargetHealth, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut transport__ = None;
                let mut address__ = None;
                let mut state__ = None;
                let mut status__ = None;
                let mut round_trip_ms__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Transport => {
                            if transport__.is_some() {
                                return Err(serde::de::Error::duplicate_field("transport"));
                            }
                            transport__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Address => {
                            if address__.is_some() {
                                return Err(serde::de::Error::duplicate_field("address"));
                            }
                            address__ = Some(map_.next_value()?);
                        }
                        GeneratedField::State => {
                            if state__.is_some() {
                                return Err(serde::de::Error::duplicate_field("state"));
                            }
                            state__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Status => {
                            if status__.is_some() {
                                return Err(serde::de::Error::duplicate_field("status"));
                            }
                            status__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::RoundTripMs => {
                            if round_trip_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("roundTripMs"));
                            }
                            round_trip_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(TargetHealth {
                    transport: transport__.unwrap_or_default(),
                    address: address__.unwrap_or_default(),
                    state: state__.unwrap_or_default(),
                    status: status__.unwrap_or_default(),
                    round_trip_ms: round_trip_ms__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.TargetHealth", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TraceCallRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.TraceCallRequest", len)?;
        if true {
            struct_ser.serialize_field("call", &self.call)?;
        }
        if true {
            struct_ser.serialize_field("room_name", &self.room_name)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TraceCallRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "call",
            "room_name",
            "roomName",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Call,
            RoomName,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "call" => Ok(GeneratedField::Call),
                            "roomName" | "room_name" => Ok(GeneratedField::RoomName),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TraceCallRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.TraceCallRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TraceCallRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut call__ = None;
                let mut room_name__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Call => {
                            if call__.is_some() {
                                return Err(serde::de::Error::duplicate_field("call"));
                            }
                            call__ = Some(map_.next_value()?);
                        }
                        GeneratedField::RoomName => {
                            if room_name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("roomName"));
                            }
                            room_name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(TraceCallRequest {
                    call: call__.unwrap_or_default(),
                    room_name: room_name__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.TraceCallRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TraceEntry {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if self.what.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.TraceEntry", len)?;
        if true {
            struct_ser.serialize_field("at", &self.at)?;
        }
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("unix_nanos", ToString::to_string(&self.unix_nanos).as_str())?;
        }
        if let Some(v) = self.what.as_ref() {
            match v {
                trace_entry::What::Message(v) => {
                    struct_ser.serialize_field("message", v)?;
                }
                trace_entry::What::Media(v) => {
                    struct_ser.serialize_field("media", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TraceEntry {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "at",
            "unix_nanos",
            "unixNanos",
            "message",
            "media",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            At,
            UnixNanos,
            Message,
            Media,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "at" => Ok(GeneratedField::At),
                            "unixNanos" | "unix_nanos" => Ok(GeneratedField::UnixNanos),
                            "message" => Ok(GeneratedField::Message),
                            "media" => Ok(GeneratedField::Media),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TraceEntry;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.TraceEntry")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TraceEntry, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut at__ = None;
                let mut unix_nanos__ = None;
                let mut what__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::At => {
                            if at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("at"));
                            }
                            at__ = Some(map_.next_value()?);
                        }
                        GeneratedField::UnixNanos => {
                            if unix_nanos__.is_some() {
                                return Err(serde::de::Error::duplicate_field("unixNanos"));
                            }
                            unix_nanos__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Message => {
                            if what__.is_some() {
                                return Err(serde::de::Error::duplicate_field("message"));
                            }
                            what__ = map_.next_value::<::std::option::Option<_>>()?.map(trace_entry::What::Message)
;
                        }
                        GeneratedField::Media => {
                            if what__.is_some() {
                                return Err(serde::de::Error::duplicate_field("media"));
                            }
                            what__ = map_.next_value::<::std::option::Option<_>>()?.map(trace_entry::What::Media)
;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(TraceEntry {
                    at: at__.unwrap_or_default(),
                    unix_nanos: unix_nanos__.unwrap_or_default(),
                    what: what__,
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.TraceEntry", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TrunkHealth {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.TrunkHealth", len)?;
        if true {
            struct_ser.serialize_field("trunk_id", &self.trunk_id)?;
        }
        if true {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("node_id", ToString::to_string(&self.node_id).as_str())?;
        }
        if true {
            struct_ser.serialize_field("fault", &self.fault)?;
        }
        if true {
            struct_ser.serialize_field("targets", &self.targets)?;
        }
        struct_ser.serialize_field("registration", &self.registration)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TrunkHealth {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "trunk_id",
            "trunkId",
            "name",
            "node_id",
            "nodeId",
            "fault",
            "targets",
            "registration",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            TrunkId,
            Name,
            NodeId,
            Fault,
            Targets,
            Registration,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "trunkId" | "trunk_id" => Ok(GeneratedField::TrunkId),
                            "name" => Ok(GeneratedField::Name),
                            "nodeId" | "node_id" => Ok(GeneratedField::NodeId),
                            "fault" => Ok(GeneratedField::Fault),
                            "targets" => Ok(GeneratedField::Targets),
                            "registration" => Ok(GeneratedField::Registration),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TrunkHealth;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.TrunkHealth")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TrunkHealth, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut trunk_id__ = None;
                let mut name__ = None;
                let mut node_id__ = None;
                let mut fault__ = None;
                let mut targets__ = None;
                let mut registration__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::TrunkId => {
                            if trunk_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("trunkId"));
                            }
                            trunk_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::NodeId => {
                            if node_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nodeId"));
                            }
                            node_id__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Fault => {
                            if fault__.is_some() {
                                return Err(serde::de::Error::duplicate_field("fault"));
                            }
                            fault__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Targets => {
                            if targets__.is_some() {
                                return Err(serde::de::Error::duplicate_field("targets"));
                            }
                            targets__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Registration => {
                            if registration__.is_some() {
                                return Err(serde::de::Error::duplicate_field("registration"));
                            }
                            registration__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(TrunkHealth {
                    trunk_id: trunk_id__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    node_id: node_id__.unwrap_or_default(),
                    fault: fault__.unwrap_or_default(),
                    targets: targets__.unwrap_or_default(),
                    registration: registration__,
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.TrunkHealth", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TrunkRegistration {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.TrunkRegistration", len)?;
        if true {
            struct_ser.serialize_field("registrar", &self.registrar)?;
        }
        if true {
            struct_ser.serialize_field("state", &self.state)?;
        }
        if true {
            struct_ser.serialize_field("status", &self.status)?;
        }
        struct_ser.serialize_field("expires_at", &self.expires_at.as_ref().map(crate::json::Utc))?;
        if true {
            struct_ser.serialize_field("failures", &self.failures)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TrunkRegistration {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "registrar",
            "state",
            "status",
            "expires_at",
            "expiresAt",
            "failures",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Registrar,
            State,
            Status,
            ExpiresAt,
            Failures,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "registrar" => Ok(GeneratedField::Registrar),
                            "state" => Ok(GeneratedField::State),
                            "status" => Ok(GeneratedField::Status),
                            "expiresAt" | "expires_at" => Ok(GeneratedField::ExpiresAt),
                            "failures" => Ok(GeneratedField::Failures),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TrunkRegistration;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.TrunkRegistration")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TrunkRegistration, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut registrar__ = None;
                let mut state__ = None;
                let mut status__ = None;
                let mut expires_at__ = None;
                let mut failures__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Registrar => {
                            if registrar__.is_some() {
                                return Err(serde::de::Error::duplicate_field("registrar"));
                            }
                            registrar__ = Some(map_.next_value()?);
                        }
                        GeneratedField::State => {
                            if state__.is_some() {
                                return Err(serde::de::Error::duplicate_field("state"));
                            }
                            state__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Status => {
                            if status__.is_some() {
                                return Err(serde::de::Error::duplicate_field("status"));
                            }
                            status__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ExpiresAt => {
                            if expires_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("expiresAt"));
                            }
                            expires_at__ = map_.next_value()?;
                        }
                        GeneratedField::Failures => {
                            if failures__.is_some() {
                                return Err(serde::de::Error::duplicate_field("failures"));
                            }
                            failures__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(TrunkRegistration {
                    registrar: registrar__.unwrap_or_default(),
                    state: state__.unwrap_or_default(),
                    status: status__.unwrap_or_default(),
                    expires_at: expires_at__,
                    failures: failures__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.TrunkRegistration", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for WatchRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.WatchRequest", len)?;
        if true {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("from", ToString::to_string(&self.from).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for WatchRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "from",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            From,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "from" => Ok(GeneratedField::From),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = WatchRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.WatchRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<WatchRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut from__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::From => {
                            if from__.is_some() {
                                return Err(serde::de::Error::duplicate_field("from"));
                            }
                            from__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(WatchRequest {
                    from: from__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.WatchRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for WatchResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.WatchResponse", len)?;
        struct_ser.serialize_field("change", &self.change)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for WatchResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "change",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Change,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "change" => Ok(GeneratedField::Change),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = WatchResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.WatchResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<WatchResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut change__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Change => {
                            if change__.is_some() {
                                return Err(serde::de::Error::duplicate_field("change"));
                            }
                            change__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(WatchResponse {
                    change: change__,
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.WatchResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Webhook {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.Webhook", len)?;
        if true {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if true {
            struct_ser.serialize_field("url", &self.url)?;
        }
        if true {
            struct_ser.serialize_field("events", &self.events)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Webhook {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "url",
            "events",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Url,
            Events,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "url" => Ok(GeneratedField::Url),
                            "events" => Ok(GeneratedField::Events),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Webhook;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.Webhook")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Webhook, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut url__ = None;
                let mut events__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Url => {
                            if url__.is_some() {
                                return Err(serde::de::Error::duplicate_field("url"));
                            }
                            url__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Events => {
                            if events__.is_some() {
                                return Err(serde::de::Error::duplicate_field("events"));
                            }
                            events__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Webhook {
                    id: id__.unwrap_or_default(),
                    url: url__.unwrap_or_default(),
                    events: events__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.Webhook", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for WebhookKey {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("tandem.admin.v1.WebhookKey", len)?;
        if true {
            struct_ser.serialize_field("public_key", &self.public_key)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for WebhookKey {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "public_key",
            "publicKey",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            PublicKey,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "publicKey" | "public_key" => Ok(GeneratedField::PublicKey),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = WebhookKey;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct tandem.admin.v1.WebhookKey")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<WebhookKey, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut public_key__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::PublicKey => {
                            if public_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("publicKey"));
                            }
                            public_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(WebhookKey {
                    public_key: public_key__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("tandem.admin.v1.WebhookKey", FIELDS, GeneratedVisitor)
    }
}

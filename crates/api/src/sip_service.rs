use std::sync::Arc;
use std::time::{Duration, Instant};

use tandem_capture::Capture;
use tandem_control_plane::{ControlPlane, ExecuteError, Receipt, Request};
use tandem_model::{DispatchRuleId, PhoneNumber, Revision, RuleDirection, TrunkId};
use tandem_provisioning::{Actor, Command, Event, InboundTrunkUpdate, OutboundTrunkUpdate, texts};
use tandem_rooms::Cluster;
use tandem_telemetry::instruments;
use tandem_wire::livekit as wire;

use crate::auth::Grant;
use crate::context::Context;
use crate::courier::Desk;
use crate::from_wire::Reader;
use crate::list::{is_behind, names, numbers_meet};
use crate::terms::{inbound_terms, outbound_terms, replacing};
use crate::to_wire::{Shows, Writer, legacy_inbound, legacy_outbound};
use crate::videosdk::{KeyMaker, VideoSdkKeys};
use crate::watch::Watchers;
use crate::{ApiError, Code};

/// The functions behind every protocol.
#[derive(Clone)]
pub struct Api {
    pub(crate) plane: ControlPlane,
    pub(crate) rooms: Cluster,
    pub(crate) capture: Capture,
    pub(crate) reveals: bool,
    pub(crate) watchers: Watchers,
    pub(crate) wait_patience: Duration,
    pub(crate) forward_patience: Duration,
    pub(crate) desk: Desk,
    pub(crate) videosdk_keys: VideoSdkKeys,
    pub(crate) signing_keys: KeyMaker,
}

/// An answer and its revision.
#[derive(Debug)]
pub struct Answer<T> {
    /// The message.
    pub message: T,
    /// Of a write, the one that it led to; of a read, the one that was read. Absent where no catalog was looked at.
    pub revision: Option<Revision>,
}

impl<T> Answer<T> {
    pub(crate) fn at(revision: Revision, message: T) -> Self {
        Self {
            message,
            revision: Some(revision),
        }
    }
}

impl<T> From<T> for Answer<T> {
    fn from(message: T) -> Self {
        Self {
            message,
            revision: None,
        }
    }
}

type Outcome<T> = Result<Answer<T>, ApiError>;

impl Api {
    pub(crate) fn reader(&self) -> Reader<'_> {
        Reader(self.plane.vault())
    }

    fn writer(&self) -> Writer<'_> {
        Writer {
            vault: self.plane.vault(),
            shows: if self.reveals {
                Shows::All
            } else {
                Shows::Pins
            },
        }
    }

    pub(crate) async fn execute(
        &self,
        context: &Context,
        command: Command,
    ) -> Result<Receipt, ApiError> {
        let begun = Instant::now();
        let request = Request {
            actor: Actor(context.caller.key().into()),
            command,
            comment: "".into(),
            expected_revision: context.expected_revision,
            event_id: context.event_id.clone(),
        };
        let receipt = self.plane.request(request).await;
        let outcome = match &receipt {
            Ok(_) => "recorded",
            Err(ExecuteError::Refused(_) | ExecuteError::NameTaken(_)) => "refused",
            Err(ExecuteError::NotApplied(_)) => "not-applied",
            Err(ExecuteError::Unknown(_)) => "unknown",
        };
        instruments::command_answered(outcome, begun.elapsed());
        Ok(receipt?)
    }

    fn inbound_answer(
        &self,
        receipt: &Receipt,
        id: Option<&TrunkId>,
    ) -> Outcome<wire::SipInboundTrunkInfo> {
        let stored = id.and_then(|id| self.plane.catalog().inbound_trunk(id).cloned());
        let trunk = spoken_of(receipt, Event::inbound_trunk, stored).ok_or_else(no_trunk)?;
        Ok(Answer {
            message: self.writer().inbound_trunk(&trunk),
            revision: Some(receipt.revision),
        })
    }

    fn outbound_answer(
        &self,
        receipt: &Receipt,
        id: Option<&TrunkId>,
    ) -> Outcome<wire::SipOutboundTrunkInfo> {
        let stored = id.and_then(|id| self.plane.catalog().outbound_trunk(id).cloned());
        let trunk = spoken_of(receipt, Event::outbound_trunk, stored).ok_or_else(no_trunk)?;
        Ok(Answer {
            message: self.writer().outbound_trunk(&trunk),
            revision: Some(receipt.revision),
        })
    }

    fn rule_answer(
        &self,
        receipt: &Receipt,
        id: Option<&DispatchRuleId>,
    ) -> Outcome<wire::SipDispatchRuleInfo> {
        let stored = id.and_then(|id| self.plane.catalog().dispatch_rule(id).cloned());
        let rule = spoken_of(receipt, Event::dispatch_rule, stored).ok_or_else(no_rule)?;
        Ok(Answer {
            message: self.writer().dispatch_rule(&rule),
            revision: Some(receipt.revision),
        })
    }

    pub(crate) async fn create_sip_inbound_trunk(
        &self,
        context: &Context,
        request: wire::CreateSipInboundTrunkRequest,
    ) -> Outcome<wire::SipInboundTrunkInfo> {
        context.caller.check(Grant::SipAdmin)?;
        let trunk = request
            .trunk
            .ok_or_else(|| ApiError::invalid(texts::MISSING_TRUNK))?;
        if !trunk.sip_trunk_id.is_empty() {
            return Err(ApiError::invalid(texts::TRUNK_ID_SET));
        }
        let spec = self.reader().inbound_trunk(trunk)?;
        let receipt = self
            .execute(context, Command::CreateInboundTrunk(Box::new(spec)))
            .await?;
        self.inbound_answer(&receipt, None)
    }

    pub(crate) async fn create_sip_outbound_trunk(
        &self,
        context: &Context,
        request: wire::CreateSipOutboundTrunkRequest,
    ) -> Outcome<wire::SipOutboundTrunkInfo> {
        context.caller.check(Grant::SipAdmin)?;
        let trunk = request
            .trunk
            .ok_or_else(|| ApiError::invalid(texts::MISSING_TRUNK))?;
        if !trunk.sip_trunk_id.is_empty() {
            return Err(ApiError::invalid(texts::TRUNK_ID_SET));
        }
        let spec = self.reader().outbound_trunk(trunk)?;
        let receipt = self
            .execute(context, Command::CreateOutboundTrunk(Box::new(spec)))
            .await?;
        self.outbound_answer(&receipt, None)
    }

    pub(crate) async fn update_sip_inbound_trunk(
        &self,
        context: &Context,
        request: wire::UpdateSipInboundTrunkRequest,
    ) -> Outcome<wire::SipInboundTrunkInfo> {
        use wire::update_sip_inbound_trunk_request::Action;
        context.caller.check(Grant::SipAdmin)?;
        let id = required(&request.sip_trunk_id, texts::TRUNK_ID_UNSET)?;
        let command = match request
            .action
            .ok_or_else(|| ApiError::invalid(texts::MISSING_ACTION))?
        {
            Action::Replace(trunk) => {
                same_id(&trunk.sip_trunk_id, id.as_str(), texts::TRUNK_ID_DIFFERS)?;
                let named = InboundTrunkUpdate {
                    terms: inbound_terms(trunk.refer_trunk_id.as_deref())?,
                    ..InboundTrunkUpdate::default()
                };
                let spec = Box::new(self.reader().inbound_trunk(trunk)?);
                let replace = Command::ReplaceInboundTrunk(id.clone(), spec);
                replacing(replace, named, |named| {
                    Command::UpdateInboundTrunk(id.clone(), Box::new(named))
                })
            }
            Action::Update(update) => Command::UpdateInboundTrunk(
                id.clone(),
                Box::new(self.reader().inbound_update(update)?),
            ),
        };
        let receipt = self.execute(context, command).await?;
        self.inbound_answer(&receipt, Some(&id))
    }

    pub(crate) async fn update_sip_outbound_trunk(
        &self,
        context: &Context,
        request: wire::UpdateSipOutboundTrunkRequest,
    ) -> Outcome<wire::SipOutboundTrunkInfo> {
        use wire::update_sip_outbound_trunk_request::Action;
        context.caller.check(Grant::SipAdmin)?;
        let id = required(&request.sip_trunk_id, texts::TRUNK_ID_UNSET)?;
        let command = match request
            .action
            .ok_or_else(|| ApiError::invalid(texts::MISSING_ACTION))?
        {
            Action::Replace(trunk) => {
                same_id(&trunk.sip_trunk_id, id.as_str(), texts::TRUNK_ID_DIFFERS)?;
                let named = OutboundTrunkUpdate {
                    terms: outbound_terms(
                        trunk.health_interval,
                        trunk.registration.clone(),
                        trunk.refer_trunk_id.as_deref(),
                    )?,
                    ..OutboundTrunkUpdate::default()
                };
                let spec = Box::new(self.reader().outbound_trunk(trunk)?);
                let replace = Command::ReplaceOutboundTrunk(id.clone(), spec);
                replacing(replace, named, |named| {
                    Command::UpdateOutboundTrunk(id.clone(), Box::new(named))
                })
            }
            Action::Update(update) => Command::UpdateOutboundTrunk(
                id.clone(),
                Box::new(self.reader().outbound_update(update)?),
            ),
        };
        let receipt = self.execute(context, command).await?;
        self.outbound_answer(&receipt, Some(&id))
    }

    pub(crate) async fn get_sip_inbound_trunk(
        &self,
        context: &Context,
        request: wire::GetSipInboundTrunkRequest,
    ) -> Outcome<wire::GetSipInboundTrunkResponse> {
        context.caller.check(Grant::SipAdmin)?;
        let id = required(&request.sip_trunk_id, texts::TRUNK_ID_REQUIRED)?;
        let catalog = self.plane.catalog();
        let trunk = catalog.inbound_trunk(&id).ok_or_else(no_trunk)?;
        let message = wire::GetSipInboundTrunkResponse {
            trunk: Some(self.writer().inbound_trunk(trunk)),
        };
        Ok(Answer::at(catalog.revision(), message))
    }

    pub(crate) async fn get_sip_outbound_trunk(
        &self,
        context: &Context,
        request: wire::GetSipOutboundTrunkRequest,
    ) -> Outcome<wire::GetSipOutboundTrunkResponse> {
        context.caller.check(Grant::SipAdmin)?;
        let id = required(&request.sip_trunk_id, texts::TRUNK_ID_REQUIRED)?;
        let catalog = self.plane.catalog();
        let trunk = catalog.outbound_trunk(&id).ok_or_else(no_trunk)?;
        let message = wire::GetSipOutboundTrunkResponse {
            trunk: Some(self.writer().outbound_trunk(trunk)),
        };
        Ok(Answer::at(catalog.revision(), message))
    }

    pub(crate) async fn list_sip_inbound_trunk(
        &self,
        context: &Context,
        request: wire::ListSipInboundTrunkRequest,
    ) -> Outcome<wire::ListSipInboundTrunkResponse> {
        context.caller.check(Grant::SipAdmin)?;
        let catalog = self.plane.catalog();
        let listed = catalog.inbound_trunks().filter(|trunk| {
            is_behind(request.page.as_ref(), trunk.id.as_str())
                && names(&request.trunk_ids, trunk.id.as_str())
                && numbers_meet(
                    &request.numbers,
                    trunk.spec.numbers.iter().map(PhoneNumber::as_str),
                )
        });
        let items = listed
            .map(|trunk| self.writer().inbound_trunk(trunk))
            .collect();
        let message = wire::ListSipInboundTrunkResponse { items };
        Ok(Answer::at(catalog.revision(), message))
    }

    pub(crate) async fn list_sip_outbound_trunk(
        &self,
        context: &Context,
        request: wire::ListSipOutboundTrunkRequest,
    ) -> Outcome<wire::ListSipOutboundTrunkResponse> {
        context.caller.check(Grant::SipAdmin)?;
        let catalog = self.plane.catalog();
        let listed = catalog.outbound_trunks().filter(|trunk| {
            is_behind(request.page.as_ref(), trunk.id.as_str())
                && names(&request.trunk_ids, trunk.id.as_str())
                && (trunk.spec.numbers.is_empty()
                    || request.numbers.is_empty()
                    || trunk.spec.numbers.iter().any(|number| {
                        request
                            .numbers
                            .iter()
                            .any(|wanted| wanted == number.as_str())
                    }))
        });
        let items = listed
            .map(|trunk| self.writer().outbound_trunk(trunk))
            .collect();
        let message = wire::ListSipOutboundTrunkResponse { items };
        Ok(Answer::at(catalog.revision(), message))
    }

    pub(crate) async fn list_sip_trunk(
        &self,
        context: &Context,
        request: wire::ListSipTrunkRequest,
    ) -> Outcome<wire::ListSipTrunkResponse> {
        context.caller.check(Grant::SipAdmin)?;
        let catalog = self.plane.catalog();
        let inbound = catalog
            .inbound_trunks()
            .map(|trunk| legacy_inbound(self.writer().inbound_trunk(trunk)));
        let outbound = catalog
            .outbound_trunks()
            .map(|trunk| legacy_outbound(self.writer().outbound_trunk(trunk)));
        let mut items: Vec<_> = inbound
            .chain(outbound)
            .filter(|trunk| is_behind(request.page.as_ref(), &trunk.sip_trunk_id))
            .collect();
        items.sort_by(|one, other| one.sip_trunk_id.cmp(&other.sip_trunk_id));
        let message = wire::ListSipTrunkResponse { items };
        Ok(Answer::at(catalog.revision(), message))
    }

    pub(crate) async fn delete_sip_trunk(
        &self,
        context: &Context,
        request: wire::DeleteSipTrunkRequest,
    ) -> Outcome<wire::SipTrunkInfo> {
        context.caller.check(Grant::SipAdmin)?;
        let id = required(&request.sip_trunk_id, texts::TRUNK_ID_REQUIRED)?;
        let receipt = self.execute(context, Command::DeleteTrunk(id)).await?;
        let message = wire::SipTrunkInfo {
            sip_trunk_id: request.sip_trunk_id,
            ..wire::SipTrunkInfo::default()
        };
        Ok(Answer::at(receipt.revision, message))
    }

    pub(crate) async fn create_sip_dispatch_rule(
        &self,
        context: &Context,
        request: wire::CreateSipDispatchRuleRequest,
    ) -> Outcome<wire::SipDispatchRuleInfo> {
        context.caller.check(Grant::SipAdmin)?;
        let rule = request
            .dispatch_rule
            .clone()
            .unwrap_or_else(|| flat_rule(request));
        if !rule.sip_dispatch_rule_id.is_empty() {
            return Err(ApiError::invalid(texts::RULE_ID_SET));
        }
        let spec = self.reader().dispatch_rule(rule)?;
        let receipt = self
            .execute(context, Command::CreateDispatchRule(Box::new(spec)))
            .await?;
        self.rule_answer(&receipt, None)
    }

    pub(crate) async fn update_sip_dispatch_rule(
        &self,
        context: &Context,
        request: wire::UpdateSipDispatchRuleRequest,
    ) -> Outcome<wire::SipDispatchRuleInfo> {
        use wire::update_sip_dispatch_rule_request::Action;
        context.caller.check(Grant::SipAdmin)?;
        let id = required_rule(&request.sip_dispatch_rule_id, texts::RULE_ID_UNSET)?;
        let command = match request
            .action
            .ok_or_else(|| ApiError::invalid(texts::MISSING_ACTION))?
        {
            Action::Replace(rule) => {
                same_id(
                    &rule.sip_dispatch_rule_id,
                    id.as_str(),
                    texts::RULE_ID_DIFFERS,
                )?;
                Command::ReplaceDispatchRule(
                    id.clone(),
                    Box::new(self.reader().dispatch_rule(rule)?),
                )
            }
            Action::Update(update) => Command::UpdateDispatchRule(
                id.clone(),
                Box::new(self.reader().rule_update(update)?),
            ),
        };
        let receipt = self.execute(context, command).await?;
        self.rule_answer(&receipt, Some(&id))
    }

    pub(crate) async fn list_sip_dispatch_rule(
        &self,
        context: &Context,
        request: wire::ListSipDispatchRuleRequest,
    ) -> Outcome<wire::ListSipDispatchRuleResponse> {
        context.caller.check(Grant::SipAdmin)?;
        let catalog = self.plane.catalog();
        let listed = catalog.dispatch_rules().filter(|rule| {
            let trunks = &rule.spec.scope.trunk_ids;
            // Those about calls that go out have no place here.
            rule.direction() == RuleDirection::Inbound
                && is_behind(request.page.as_ref(), rule.id.as_str())
                && names(&request.dispatch_rule_ids, rule.id.as_str())
                && (trunks.is_empty()
                    || request.trunk_ids.is_empty()
                    || trunks
                        .iter()
                        .any(|id| names(&request.trunk_ids, id.as_str())))
        });
        let items = listed
            .map(|rule| self.writer().dispatch_rule(rule))
            .collect();
        let message = wire::ListSipDispatchRuleResponse { items };
        Ok(Answer::at(catalog.revision(), message))
    }

    pub(crate) async fn delete_sip_dispatch_rule(
        &self,
        context: &Context,
        request: wire::DeleteSipDispatchRuleRequest,
    ) -> Outcome<wire::SipDispatchRuleInfo> {
        context.caller.check(Grant::SipAdmin)?;
        let id = required_rule(&request.sip_dispatch_rule_id, texts::RULE_ID_REQUIRED)?;
        let former = self.plane.catalog().dispatch_rule(&id).cloned();
        let receipt = self
            .execute(context, Command::DeleteDispatchRule(id))
            .await?;
        let message = match former {
            Some(former) => self.writer().dispatch_rule(&former),
            // It is gone already: the request has come again.
            None => wire::SipDispatchRuleInfo {
                sip_dispatch_rule_id: request.sip_dispatch_rule_id,
                ..wire::SipDispatchRuleInfo::default()
            },
        };
        Ok(Answer::at(receipt.revision, message))
    }
}

/// The rule of a client of the first API, whose fields stand in the request itself.
fn flat_rule(request: wire::CreateSipDispatchRuleRequest) -> wire::SipDispatchRuleInfo {
    wire::SipDispatchRuleInfo {
        rule: request.rule,
        trunk_ids: request.trunk_ids,
        hide_phone_number: request.hide_phone_number,
        name: request.name,
        metadata: request.metadata,
        inbound_numbers: request.inbound_numbers,
        attributes: request.attributes,
        room_preset: request.room_preset,
        room_config: request.room_config,
        ..wire::SipDispatchRuleInfo::default()
    }
}

fn required(id: &str, missing: &'static str) -> Result<TrunkId, ApiError> {
    if id.is_empty() {
        return Err(ApiError::invalid(missing));
    }
    TrunkId::try_new(id).map_err(|_| no_trunk())
}

fn required_rule(id: &str, missing: &'static str) -> Result<DispatchRuleId, ApiError> {
    if id.is_empty() {
        return Err(ApiError::invalid(missing));
    }
    DispatchRuleId::try_new(id).map_err(|_| no_rule())
}

fn same_id(given: &str, id: &str, differs: &'static str) -> Result<(), ApiError> {
    if given.is_empty() || given == id {
        Ok(())
    } else {
        Err(ApiError::invalid(differs))
    }
}

/// The object that a receipt speaks of; after a command that changed nothing, as it is stored.
pub(crate) fn spoken_of<T>(
    receipt: &Receipt,
    of_event: impl Fn(&Event) -> Option<&Arc<T>>,
    stored: Option<Arc<T>>,
) -> Option<Arc<T>> {
    // The last word of a transaction counts.
    let decided = receipt.envelope.events.iter().rev().find_map(of_event);
    decided.cloned().or(stored)
}

fn no_trunk() -> ApiError {
    ApiError::new(Code::NotFound, texts::TRUNK_NOT_FOUND)
}

fn no_rule() -> ApiError {
    ApiError::new(Code::NotFound, texts::RULE_NOT_FOUND)
}

"""What the official Python SDK (livekit-api) does with trunks and rules, unmodified, against a node.

Reads LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET; exits with 0 when all of it worked.
"""
import asyncio
import base64
import socket
import threading

from google.protobuf.duration_pb2 import Duration
from livekit import api


def direct(room, pin=""):
    return api.SIPDispatchRule(dispatch_rule_direct=api.SIPDispatchRuleDirect(room_name=room, pin=pin))


async def rules(sip):
    individual = api.SIPDispatchRule(
        dispatch_rule_individual=api.SIPDispatchRuleIndividual(room_prefix="call-")
    )
    created = await sip.create_sip_dispatch_rule(
        api.CreateSIPDispatchRuleRequest(
            dispatch_rule=api.SIPDispatchRuleInfo(
                rule=individual,
                name="My dispatch rule",
                trunk_ids=[],
                attributes={"<key_name1>": "<value1>"},
                metadata='{"is_internal": true}',
                room_config=api.RoomConfiguration(
                    agents=[api.RoomAgentDispatch(agent_name="inbound-agent", metadata="job dispatch metadata")]
                ),
            )
        )
    )
    assert created.sip_dispatch_rule_id.startswith("SDR_"), created
    assert created.room_config.agents[0].agent_name == "inbound-agent", created
    assert created.created_at.seconds > 0, created
    legacy = await sip.create_sip_dispatch_rule(
        api.CreateSIPDispatchRuleRequest(rule=direct("open-room", "12345"), name="flat")
    )
    assert legacy.rule.dispatch_rule_direct.pin == "12345", legacy

    rule_id = created.sip_dispatch_rule_id
    updated = await sip.update_sip_dispatch_rule_fields(
        rule_id,
        name="My updated dispatch rule",
        metadata="{}",
        rule=direct("new-room", "1212"),
        attributes={"<key_name1>": "", "b": "2"},
    )
    assert updated.name == "My updated dispatch rule" and dict(updated.attributes) == {"b": "2"}, updated
    assert updated.rule.dispatch_rule_direct.room_name == "new-room", updated
    replaced = await sip.update_sip_dispatch_rule(
        rule_id,
        api.SIPDispatchRuleInfo(
            rule=direct("caller-room", "99"),
            name="My replaced dispatch rule",
            trunk_ids=["<trunk-id1>", "<trunk-id2>"],
            hide_phone_number=True,
        ),
    )
    assert replaced.hide_phone_number and list(replaced.trunk_ids) == ["<trunk-id1>", "<trunk-id2>"], replaced
    assert not replaced.attributes, replaced
    listed = await sip.list_sip_dispatch_rule(api.ListSIPDispatchRuleRequest())
    assert {rule.sip_dispatch_rule_id for rule in listed.items} == {rule_id, legacy.sip_dispatch_rule_id}, listed
    for one in listed.items:
        await sip.delete_sip_dispatch_rule(
            api.DeleteSIPDispatchRuleRequest(sip_dispatch_rule_id=one.sip_dispatch_rule_id)
        )
    assert not (await sip.list_sip_dispatch_rule(api.ListSIPDispatchRuleRequest())).items


async def inbound_trunks(sip):
    trunk = api.SIPInboundTrunkInfo(
        name="My trunk", numbers=["+15105550100"], allowed_numbers=["+13105550100"], krisp_enabled=True
    )
    created = await sip.create_sip_inbound_trunk(api.CreateSIPInboundTrunkRequest(trunk=trunk))
    trunk_id = created.sip_trunk_id
    assert trunk_id.startswith("ST_") and list(created.numbers) == ["+15105550100"], created
    try:
        await sip.create_sip_inbound_trunk(api.CreateSIPInboundTrunkRequest(trunk=trunk))
        raise AssertionError("a conflicting trunk was taken")
    except api.TwirpError as error:
        assert error.code == "invalid_argument" and "Conflicting inbound SIP Trunks" in error.message, error
    updated = await sip.update_sip_inbound_trunk_fields(
        trunk_id, numbers=["+15220501011"], name="My updated inbound trunk"
    )
    assert list(updated.numbers) == ["+15220501011"] and updated.krisp_enabled, updated
    replaced = await sip.update_sip_inbound_trunk(
        trunk_id, api.SIPInboundTrunkInfo(numbers=["+15220501012"], name="Replaced")
    )
    assert not replaced.krisp_enabled and replaced.name == "Replaced", replaced
    listed = await sip.list_sip_inbound_trunk(api.ListSIPInboundTrunkRequest())
    assert [one.sip_trunk_id for one in listed.items] == [trunk_id], listed
    await sip.delete_sip_trunk(api.DeleteSIPTrunkRequest(sip_trunk_id=trunk_id))
    await sip.delete_sip_trunk(api.DeleteSIPTrunkRequest(sip_trunk_id=trunk_id))


async def outbound_trunks(sip):
    trunk = api.SIPOutboundTrunkInfo(
        name="out", address="sip.example.com", numbers=["+15105550100"], auth_username="u", auth_password="p"
    )
    created = await sip.create_sip_outbound_trunk(api.CreateSIPOutboundTrunkRequest(trunk=trunk))
    updated = await sip.update_sip_outbound_trunk_fields(
        created.sip_trunk_id, address="other.example.com", numbers=["+15105550101"]
    )
    assert updated.address == "other.example.com" and updated.auth_username == "u", updated
    listed = await sip.list_sip_outbound_trunk(api.ListSIPOutboundTrunkRequest())
    assert len(listed.items) == 1, listed
    await sip.delete_sip_trunk(api.DeleteSIPTrunkRequest(sip_trunk_id=created.sip_trunk_id))


async def rooms(service):
    created = await service.create_room(api.CreateRoomRequest(name="made", empty_timeout=60))
    assert created.sid.startswith("RM_"), created
    listed = await service.list_rooms(api.ListRoomsRequest(names=["made"]))
    assert [room.name for room in listed.rooms] == ["made"], listed
    assert not (await service.list_participants(api.ListParticipantsRequest(room="made"))).participants
    await service.delete_room(api.DeleteRoomRequest(room="made"))
    assert not (await service.list_rooms(api.ListRoomsRequest())).rooms


def provider(status):
    """A SIP server that answers every INVITE with this status."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))

    def serve():
        while True:
            request, peer = server.recvfrom(65535)
            if request.startswith(b"INVITE "):
                kept = (b"via:", b"from:", b"to:", b"call-id:", b"cseq:")
                lines = [line for line in request.split(b"\r\n") if line.lower().startswith(kept)]
                lines = [line + b";tag=p" if line.lower().startswith(b"to:") else line for line in lines]
                answer = [b"SIP/2.0 " + status.encode(), *lines, b"Content-Length: 0", b"", b""]
                server.sendto(b"\r\n".join(answer), peer)

    threading.Thread(target=serve, daemon=True).start()
    return "127.0.0.1:%d" % server.getsockname()[1]


# What a provider says, and what the SDK makes of it.
REFUSALS = (
    ("302 Moved Temporarily", "not_found", "redirected"),
    ("404 Not Found", "not_found", "callee-unknown"),
    ("480 Temporarily Unavailable", "resource_exhausted", "no-answer"),
    ("486 Busy Here", "resource_exhausted", "busy"),
    ("488 Not Acceptable Here", "invalid_argument", "no-common-codec"),
    ("503 Service Unavailable", "failed_precondition", "trunk-failed"),
    ("603 Decline", "permission_denied", "declined"),
)


def call_to(provider, **more):
    return api.CreateSIPParticipantRequest(
        trunk=api.SIPOutboundConfig(hostname=provider),
        sip_number="+15105550100",
        sip_call_to="+15105550111",
        room_name="my-room",
        participant_identity="callee",
        wait_until_answered=True,
        **more,
    )


async def calls(sip):
    for status, code, reason in REFUSALS:
        try:
            await sip.create_sip_participant(call_to(provider(status)))
            raise AssertionError("a refused call was answered")
        except api.SipCallError as error:
            number, phrase = status.split(" ", 1)
            assert error.code == code, error
            assert (error.sip_status_code, error.sip_status) == (int(number), phrase), error
            assert error.metadata["reason"] == reason, error.metadata
            assert phrase.encode() in base64.b64decode(error.metadata["error_details"]), error.metadata
    # It rings, and nobody answers.
    try:
        await sip.create_sip_participant(call_to(provider("180 Ringing"), ringing_timeout=Duration(seconds=1)))
        raise AssertionError("a call that rings was answered")
    except api.TwirpError as error:
        assert (error.code, error.status) == ("canceled", 408), error
        assert error.metadata["reason"] == "no-answer", error.metadata


async def main():
    lk = api.LiveKitAPI()
    try:
        await rules(lk.sip)
        await inbound_trunks(lk.sip)
        await outbound_trunks(lk.sip)
        await rooms(lk.room)
        await calls(lk.sip)
    finally:
        await lk.aclose()


asyncio.run(main())

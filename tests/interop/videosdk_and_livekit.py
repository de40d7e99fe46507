"""One truth in two dialects: what LiveKit's official Python SDK (livekit-api) and VideoSDK's API say of the same rules.

Reads LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET, VIDEOSDK_API_ENDPOINT, VIDEOSDK_API_KEY and VIDEOSDK_SECRET;
exits with 0 when all of it worked.
"""
import asyncio
import json
import os
import time
import urllib.error
import urllib.request

import jwt
from livekit import api

ONE, TWO, THREE = "+14155551234", "+14155555678", "+14155550100"


def videosdk(method, path, body=None):
    """Status and answer of a request in VideoSDK's dialect."""
    claims = {
        "apikey": os.environ["VIDEOSDK_API_KEY"],
        "permissions": ["allow_join", "allow_mod"],
        "version": 2,
        "roles": ["crawler"],
        "exp": int(time.time()) + 600,
    }
    headers = {
        "Authorization": jwt.encode(claims, os.environ["VIDEOSDK_SECRET"], "HS256"),
        "Content-Type": "application/json",
    }
    url = f"{os.environ['VIDEOSDK_API_ENDPOINT']}/v2/sip/{path}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def theirs(trunk, number, room):
    """A request of LiveKit's for a rule of one number."""
    rule = api.SIPDispatchRule(dispatch_rule_direct=api.SIPDispatchRuleDirect(room_name=room))
    info = api.SIPDispatchRuleInfo(rule=rule, name=room, trunk_ids=[trunk], numbers=[number])
    return api.CreateSIPDispatchRuleRequest(dispatch_rule=info)


async def main():
    livekit = api.LiveKitAPI()
    sip = livekit.sip
    status, gateway = videosdk("POST", "inbound-gateways", {"name": "in", "numbers": [ONE, TWO, THREE]})
    assert status == 200, gateway
    trunks = await sip.list_sip_inbound_trunk(api.ListSIPInboundTrunkRequest())
    assert [trunk.sip_trunk_id for trunk in trunks.items] == [gateway["id"]], trunks
    assert list(trunks.items[0].numbers) == [ONE, TWO, THREE], trunks

    wanted = {"name": "desk", "type": "inbound", "phoneNumbers": [ONE], "room": {"type": "static", "id": "desk"}}
    status, rule = videosdk("POST", "routing-rule", wanted)
    assert status == 201, rule
    seen = await sip.list_sip_dispatch_rule(api.ListSIPDispatchRuleRequest())
    assert [one.sip_dispatch_rule_id for one in seen.items] == [rule["id"]], seen
    assert seen.items[0].name == "desk", seen
    assert seen.items[0].rule.dispatch_rule_direct.room_name == "desk", seen
    assert list(seen.items[0].numbers) == [ONE], seen

    # A rule of LiveKit's for the same calls is refused, and names the other one.
    try:
        await sip.create_sip_dispatch_rule(theirs(gateway["id"], ONE, "other"))
        raise AssertionError("the conflict was not seen")
    except api.TwirpError as error:
        assert error.status == 400 and rule["id"] in error.message, error

    # And the other way round.
    made = await sip.create_sip_dispatch_rule(theirs(gateway["id"], TWO, "lobby"))
    status, error = videosdk("POST", "routing-rule", {**wanted, "phoneNumbers": [TWO]})
    assert status == 400 and made.sip_dispatch_rule_id in error["message"], error
    status, error = videosdk("PATCH", f"routing-rule/{rule['id']}", {"phoneNumbers": [ONE, TWO]})
    assert status == 400 and made.sip_dispatch_rule_id in error["message"], error

    # What one changes the other sees.
    status, rule = videosdk("PATCH", f"routing-rule/{rule['id']}", {"name": "front", "phoneNumbers": [ONE, THREE]})
    assert status == 200, rule
    seen = await sip.list_sip_dispatch_rule(api.ListSIPDispatchRuleRequest())
    ours = next(one for one in seen.items if one.sip_dispatch_rule_id == rule["id"])
    assert (ours.name, list(ours.numbers)) == ("front", [ONE, THREE]), ours
    status, page = videosdk("GET", "routing-rule?type=inbound")
    assert {one["id"] for one in page["data"]} == {rule["id"], made.sip_dispatch_rule_id}, page
    await sip.delete_sip_dispatch_rule(api.DeleteSIPDispatchRuleRequest(sip_dispatch_rule_id=rule["id"]))
    status, error = videosdk("GET", f"routing-rule/{rule['id']}")
    assert status == 404, error
    await livekit.aclose()


asyncio.run(main())

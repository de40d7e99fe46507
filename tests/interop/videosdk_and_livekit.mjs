// One truth in two dialects: what LiveKit's official Node SDK (livekit-server-sdk) and VideoSDK's (@videosdk.live/server-sdk),
// unmodified, say of the same trunks and rules. Reads LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET, VIDEOSDK_API_ENDPOINT,
// VIDEOSDK_API_KEY, VIDEOSDK_SECRET and the SDKs' folder in SDK; exits with 0 when all worked.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const require = createRequire(process.env.SDK + "/");
const { SIPDispatchRule, SIPDispatchRuleDirect, SIPDispatchRuleInfo, SipClient } = require("livekit-server-sdk");
const { VideoSDK } = require("@videosdk.live/server-sdk");
const { LIVEKIT_URL: url, LIVEKIT_API_KEY: key, LIVEKIT_API_SECRET: secret } = process.env;
const livekit = new SipClient(url, key, secret);
const { sip: videosdk } = new VideoSDK();
const [one, two, three] = ["+14155551234", "+14155555678", "+14155550100"];

const gateway = await videosdk.trunks.inbound.create({ name: "in", numbers: [one, two, three], allowedAddresses: ["127.0.0.0/8"] });
const [trunk, ...others] = await livekit.listSipInboundTrunk();
assert.equal(others.length, 0);
assert.deepEqual([trunk.sipTrunkId, trunk.name, trunk.numbers], [gateway.id, "in", [one, two, three]]);
assert.deepEqual(trunk.allowedAddresses, ["127.0.0.0/8"]);

const desk = await videosdk.routingRules.create({
  name: "desk", type: "inbound", phoneNumbers: [one], rule: { type: "direct", roomId: "desk" },
});
const seen = async (id) => (await livekit.listSipDispatchRule()).find((rule) => rule.sipDispatchRuleId === id);
let rule = await seen(desk.id);
assert.deepEqual([rule.name, rule.numbers, rule.trunkIds], ["desk", [one], [gateway.id]]);
assert.equal(rule.rule.rule.value.roomName, "desk");

// A rule of LiveKit's for the same calls is refused, and names the other one.
const direct = (roomName) => ({ roomName, type: "direct" });
const made = await livekit.createSipDispatchRule(direct("lobby"), { name: "lobby", trunkIds: [gateway.id] });
const lobby = (numbers) =>
  new SIPDispatchRuleInfo({
    name: "lobby",
    trunkIds: [gateway.id],
    numbers,
    rule: new SIPDispatchRule({ rule: { case: "dispatchRuleDirect", value: new SIPDispatchRuleDirect({ roomName: "lobby" }) } }),
  });
await assert.rejects(livekit.updateSipDispatchRule(made.sipDispatchRuleId, lobby([one])), (error) => error.message.includes(desk.id));

// And the other way round.
await livekit.updateSipDispatchRule(made.sipDispatchRuleId, lobby([two]));
const conflict = (error) => error.message.includes(made.sipDispatchRuleId);
await assert.rejects(videosdk.routingRules.create({ name: "other", type: "inbound", phoneNumbers: [two] }), conflict);
await assert.rejects(videosdk.routingRules.update(desk.id, { phoneNumbers: [one, two] }), conflict);

// What one changes the other sees.
await videosdk.routingRules.update(desk.id, { name: "front", phoneNumbers: [one, three] });
rule = await seen(desk.id);
assert.deepEqual([rule.name, rule.numbers], ["front", [one, three]]);
assert.deepEqual((await videosdk.routingRules.get(made.sipDispatchRuleId)).numbers, [two]);
await livekit.deleteSipDispatchRule(desk.id);
await assert.rejects(videosdk.routingRules.get(desk.id), /not found/);
await livekit.deleteSipTrunk(gateway.id);
assert.equal((await livekit.listSipInboundTrunk()).length, 0);

// What the official Node SDK (livekit-server-sdk) does with trunks and rules, unmodified, against a node.
// Reads LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET and the SDK's folder in SDK; exits with 0 when all worked.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const require = createRequire(process.env.SDK + "/");
const { RoomServiceClient, SipClient } = require("livekit-server-sdk");
const { LIVEKIT_URL: url, LIVEKIT_API_KEY: key, LIVEKIT_API_SECRET: secret } = process.env;
const sip = new SipClient(url, key, secret);

const individual = await sip.createSipDispatchRule(
  { roomPrefix: "call-", type: "individual" },
  { name: "My dispatch rule", attributes: { a: "1" }, metadata: '{"is_internal": true}' },
);
assert.match(individual.sipDispatchRuleId, /^SDR_/);
const direct = await sip.createSipDispatchRule(
  { roomName: "open-room", type: "direct", pin: "12345" },
  { name: "My direct rule" },
);
assert.equal(direct.rule.rule.value.pin, "12345");
const updated = await sip.updateSipDispatchRuleFields(individual.sipDispatchRuleId, { name: "My updated dispatch rule" });
assert.equal(updated.name, "My updated dispatch rule");
assert.deepEqual(updated.attributes, { a: "1" });
assert.equal((await sip.listSipDispatchRule()).length, 2);
for (const rule of await sip.listSipDispatchRule()) {
  await sip.deleteSipDispatchRule(rule.sipDispatchRuleId);
}
assert.equal((await sip.listSipDispatchRule()).length, 0);

const trunk = await sip.createSipInboundTrunk("My trunk", ["+15105550100"], { allowedAddresses: ["203.0.113.0/24"] });
assert.deepEqual(trunk.numbers, ["+15105550100"]);
const renamed = await sip.updateSipInboundTrunkFields(trunk.sipTrunkId, { name: "My updated trunk" });
assert.equal(renamed.name, "My updated trunk");
assert.equal((await sip.listSipInboundTrunk()).length, 1);
const outbound = await sip.createSipOutboundTrunk("out", "sip.example.com", ["+15105550100"], { transport: 0 });
assert.equal((await sip.listSipOutboundTrunk()).length, 1);
await assert.rejects(sip.createSipInboundTrunk("open", []), /for security/);
for (const id of [trunk.sipTrunkId, outbound.sipTrunkId]) {
  await sip.deleteSipTrunk(id);
}

const rooms = new RoomServiceClient(url, key, secret);
await rooms.createRoom({ name: "made", emptyTimeout: 60 });
assert.deepEqual((await rooms.listRooms()).map((room) => room.name), ["made"]);
await rooms.deleteRoom("made");

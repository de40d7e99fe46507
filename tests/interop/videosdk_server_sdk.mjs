// What VideoSDK's official Node SDK (@videosdk.live/server-sdk) does with gateways, rules, numbers, calls and webhooks, unmodified,
// against a node. Reads VIDEOSDK_API_ENDPOINT, VIDEOSDK_API_KEY, VIDEOSDK_SECRET and the SDK's folder in SDK; exits with 0
// when all worked.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";

const require = createRequire(process.env.SDK + "/");
const { VideoSDK } = require("@videosdk.live/server-sdk");
const { sip, webhooks } = new VideoSDK();
const [one, two, three] = ["+14155551234", "+14155555678", "+14155550100"];

const incoming = await sip.trunks.inbound.create({
  name: "in", numbers: [one, two], allowedAddresses: ["127.0.0.0/8"], metadata: { team: "a" }, tags: ["t"], record: true,
});
assert.deepEqual(incoming.numbers, [one, two]);
assert.deepEqual([incoming.metadata, incoming.tags, incoming.record], [{ team: "a" }, ["t"], true]);
const changed = await sip.trunks.inbound.update(incoming.id, { name: "renamed" });
assert.deepEqual([changed.name, changed.numbers, changed.record], ["renamed", [one, two], false]);
const outgoing = await sip.trunks.outbound.create({
  name: "out", numbers: [one], address: "127.0.0.1:9", transport: "udp", auth: { username: "u", password: "p" },
});
assert.equal(outgoing.transport, "udp");
assert.equal(outgoing.auth.username, "u");
assert.equal((await sip.trunks.outbound.update(outgoing.id, { address: "127.0.0.1:10" })).address, "127.0.0.1:10");
assert.equal((await sip.trunks.outbound.get(outgoing.id)).address, "127.0.0.1:10");
await assert.rejects(sip.trunks.inbound.create({ name: "twice", numbers: [one] }));

const direct = await sip.routingRules.create({
  name: "desk", type: "inbound", phoneNumbers: [one], rule: { type: "direct", roomId: "desk", pin: "1234" },
});
assert.deepEqual(direct.room, { type: "static", prefix: null, id: "desk", pin: "1234" });
const individual = await sip.routingRules.create({
  name: "each", type: "inbound", phoneNumbers: [two], rule: { type: "individual" }, agentId: "agent", tags: ["x"],
});
assert.deepEqual(individual.room, { type: "dynamic", prefix: "blank", id: null, pin: null });
const updated = await sip.routingRules.update(individual.id, { name: "renamed", allowedNumbers: ["+91*"] });
assert.deepEqual([updated.name, updated.allowedNumbers, updated.agentId, updated.tags], ["renamed", ["+91*"], "agent", ["x"]]);
const cleared = await sip.routingRules.update(individual.id, { allowedNumbers: [], tags: [] });
assert.deepEqual([cleared.allowedNumbers, cleared.tags], [[], []]);
await assert.rejects(sip.routingRules.update(individual.id, {}), /No editable fields provided/);
await assert.rejects(sip.routingRules.update(individual.id, { phoneNumbers: [one] }), /already attached/);
await assert.rejects(sip.routingRules.update(individual.id, { headers: { "X-A": "1" } }), /outbound rules only/);
await assert.rejects(sip.routingRules.get("rr_none"), /not found/);
const rule = await sip.routingRules.create({ name: "out", type: "outbound", phoneNumbers: [one], headers: { "X-A": "1" } });
assert.deepEqual(rule.headers, { "X-A": "1" });

const all = async (list) => {
  const found = [];
  for await (const item of list) found.push(item.id);
  return found;
};
assert.equal((await all(await sip.routingRules.list({ perPage: 1 }))).length, 3);
assert.equal((await all(await sip.routingRules.list({ ruleIds: [direct.id, rule.id] }))).length, 2);
assert.deepEqual(await all(await sip.routingRules.list({ type: "inbound", roomType: ["static"] })), [direct.id]);

await sip.phoneNumbers.create({
  name: "pair", phoneNumbers: [three], inbound: { sipRegion: "auto" }, outbound: { address: "sip.example.test", sipRegion: "us002" },
});
const number = await sip.phoneNumbers.get(three);
assert.equal(number.phoneNumber.e164, three);
assert.equal(number.outbound.transport, "tls");
await sip.phoneNumbers.updateGateway(number.outbound.id, { address: "sip2.example.test" });
assert.equal((await sip.phoneNumbers.get(three)).outbound.address, "sip2.example.test");
const detached = await sip.phoneNumbers.detach(three);
assert.equal(detached.inbound, number.inbound.id);
await sip.phoneNumbers.release(number.phoneNumber.phoneNumberId);
await assert.rejects(sip.phoneNumbers.get(three), /not found/);

// Whoever is told of calls: what comes is kept as it came, for the SDK to look at.
const told = [];
const receiver = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  told.push({ body: Buffer.concat(chunks), signature: request.headers["videosdk-signature"] });
  response.end();
  receiver.emit("told");
});
receiver.listen(0, "127.0.0.1");
await once(receiver, "listening");
const url = `http://127.0.0.1:${receiver.address().port}/hook`;
const hook = await sip.webhooks.create({ url, events: ["call-answered"] });
assert.deepEqual([hook.url, hook.events], [url, ["call-answered"]]);
const other = await sip.webhooks.create({ url: "https://hooks.example.test/x", events: ["call-missed"] });
assert.deepEqual((await all(await sip.webhooks.list({ perPage: 1 }))).sort(), [hook.id, other.id].sort());
assert.deepEqual(await all(await sip.webhooks.list({ search: "hooks.example" })), [other.id]);
const events = ["call-started", "call-hangup", "call-missed"];
assert.deepEqual((await sip.webhooks.update(hook.id, { url, events })).events, events);
assert.deepEqual((await sip.webhooks.get(hook.id)).events, events);
await sip.webhooks.delete(other.id);
await assert.rejects(sip.webhooks.get(other.id), /not found/);
await assert.rejects(sip.webhooks.create({ url: "ftp://example.test", events }), /http/);
await assert.rejects(sip.webhooks.create({ url, events: ["call-began"] }), /call-began/);

const call = await sip.calls.create({ callTo: "+4930333", callFrom: one, routingRuleId: rule.id, roomId: "desk" });
assert.equal(call.status, "initiated");
const read = await sip.calls.get(call.id);
assert.deepEqual([read.to, read.from, read.type, read.gatewayId], ["+4930333", one, "outbound", outgoing.id]);
assert.deepEqual(await all(await sip.calls.list({ type: "outbound" })), [call.id]);
const ended = await sip.calls.end(call.id);
assert.equal(ended.id, call.id);
const heard = [];
while (heard.length < 2) {
  while (told.length === 0) await once(receiver, "told");
  const { body, signature } = told.shift();
  heard.push(await webhooks.verify(body, signature));
  await assert.rejects(webhooks.verify(Buffer.concat([body, Buffer.from(" ")]), signature), /invalid/);
}
assert.equal(heard[0].webhookType, "call-started");
assert.ok(["call-hangup", "call-missed"].includes(heard[1].webhookType), heard[1].webhookType);
for (const { data } of heard) {
  assert.deepEqual([data.callId, data.to, data.gatewayId], [call.id, "+4930333", outgoing.id]);
}
await sip.webhooks.delete(hook.id);
receiver.close();
await assert.rejects(sip.calls.transfer("call_none", { to: "+4930444" }), /not found/);

for (const { id } of [direct, individual, rule]) {
  assert.equal((await sip.routingRules.delete(id)).message, "Rule deleted successfully");
}
assert.equal((await sip.trunks.inbound.delete(incoming.id)).message, "Gateway deleted successfully");
await sip.trunks.outbound.delete(outgoing.id);
await assert.rejects(sip.trunks.outbound.get(outgoing.id), /not found/);

import assert from 'node:assert/strict';

const patienceMs = 90_000;

/** Incident id → the messages that were last expected of it. */
export const verified = new Map();

/** Looks again every 200 ms until `check()` throws no more; then returns what it returned. */
export async function eventually(check, withinMs = patienceMs) {
  const end = Date.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

/**
 * Types of the notifications about a host that arrived, each once however many users and retries there were. That they are one
 * alert shows in the incident: where the ledger is slow, each copy is answered by the journal with a number of its own.
 */
export function arrivedTypes(witness, host) {
  const typeByEvent = new Map();
  for (const { eventId, type } of witness.alertsOf(host)) {
    if (!typeByEvent.has(eventId)) typeByEvent.set(eventId, type);
  }
  return [...typeByEvent.values()];
}

export async function expectArrived({ witness }, host, types) {
  await eventually(() => assert.deepEqual(arrivedTypes(witness, host), types));
}

/** The incident of a host, once `check(incident)` throws nothing. */
export function expectIncident({ router }, host, check, { withinMs = patienceMs } = {}) {
  return eventually(async () => {
    const found = await router.list(`incidents?host=${host}`);
    assert.equal(found.length, 1, `${found.length} incidents of ${host}`);
    const incident = await router.get(`incidents/${found[0].id}`);
    check(incident);
    return incident;
  }, withinMs);
}

/** `person/channel` of every message about an incident, in order of names; exactly these and each once. */
export async function expectMessages({ router }, incidentId, messages) {
  verified.set(incidentId, messages);
  await eventually(async () => {
    const sent = (await router.list('outbox')).filter((item) => item.incidentId === incidentId);
    assert.deepEqual(sent.map(({ person, channel }) => `${person}/${channel}`).sort(), [...messages].sort());
  });
}

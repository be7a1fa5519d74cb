import { randomUUID } from 'node:crypto';
import { HeardText } from '../../domain/heard-text.js';
import type { Claimed } from '../../ports-delivery.js';
import type { CodeMeaning, TextLedger, TextSettlement } from '../../ports-ledger.js';
import { key, singleKey } from '../keys.js';
import { jsonText, runScript, type Store } from '../script.js';
import { ClaimReply, claimResult } from './claim.js';
import { pageRequest } from './plan-page.js';
import { giveCodeScript, hearTextScript, settleTextScript } from './texts.lua.js';

/** Bundles have their codes from here on. */
const FIRST_BUNDLE = 100;
const DONE = 'done';
/** `window/3fa9`: what is no incident says what it is. */
const APART = /^(window|request)\/(.+)$/;

/** Texts that people send, the codes of their phones, and phones that have said STOP. */
export function createTextLedger(store: Store): TextLedger {
  const { redis, prefix } = store;
  const optedOut = singleKey(prefix, 'opted-out');
  const codesOf = (phone: string) => key(prefix, 'codes', phone);
  return {
    async hear(text, dueAt) {
      const request = { request: randomUUID(), id: text.id, doc: jsonText(text), dueAt };
      return Number(await runScript(store, hearTextScript, request)) === 1;
    },
    async read(id) {
      const found = await redis.get(key(prefix, 'text', id));
      return found === null || found === DONE ? null : HeardText.parse(JSON.parse(found));
    },
    settle: (settlement) => settle(store, settlement),
    async meaningOf(phone, code) {
      return meaning(code, await redis.hget(codesOf(phone), String(code)));
    },
    async codeOf(phone, incidentId) {
      const code = await redis.hget(codesOf(phone), `of:${incidentId}`);
      return code === null ? null : Number(code);
    },
    async giveCode(phones, { kind, id }, now) {
      const request = { request: randomUUID(), phones, id: `${kind}/${id}`, now };
      const code = Number(await runScript(store, giveCodeScript, request));
      return code === 0 ? null : code;
    },
    latestPages: (phone) => redis.lrange(key(prefix, 'latest', phone), 0, -1),
    async optOut(phone, since) {
      const changed =
        since === null ? await redis.hdel(optedOut, phone) : await redis.hsetnx(optedOut, phone, String(since));
      return changed === 1;
    },
    isOptedOut: async (phone) => (await redis.hexists(optedOut, phone)) === 1,
  };
}

function meaning(code: number, id: string | null): CodeMeaning | null {
  if (id === null) return null;
  const [, kind, own = ''] = APART.exec(id) ?? [];
  if (kind === 'window' || kind === 'request') return { kind, id: own };
  return code < FIRST_BUNDLE ? { kind: 'incident', id } : { kind: 'bundle', notificationId: id };
}

async function settle(store: Store, { reply, ...rest }: TextSettlement): Promise<Claimed | null> {
  const request = { ...rest, request: randomUUID(), reply: reply === null ? null : replyRequest(reply) };
  const answer = ClaimReply.parse(JSON.parse(String(await runScript(store, settleTextScript, request))));
  if (answer.kind !== 'claimed' || reply === null) return null;
  const pages = new Map([[reply.page.id, reply.page]]);
  const method = { channel: 'sms', to: rest.from } as const;
  const result = claimResult(answer, { method }, { pages, incident: null });
  return result.kind === 'claimed' ? result : null;
}

function replyRequest({ page, notificationId, leaseMs }: NonNullable<TextSettlement['reply']>) {
  return { notificationId, leaseMs, page: { ...pageRequest(page), doc: jsonText(page) } };
}

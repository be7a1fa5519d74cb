import type { AccessRequest } from '../../src/domain/access-request.js';
import type { AccessToken } from '../../src/domain/access-token.js';
import type { AddedMethod } from '../../src/domain/added-method.js';
import { type AuditRecord, CHAIN_START } from '../../src/domain/audit-record.js';
import { hashRecord } from '../../src/pipeline/audit/hash-record.js';
import type {
  AccessRequestStore,
  AddedMethodStore,
  AuditStore,
  LoginStore,
  PendingLogin,
  RateLimiter,
  TokenStore,
} from '../../src/ports-access.js';

/** Tokens, audit, logins, requests and limits in memory, as the stores in Redis keep them. */
export interface MemoryAccess {
  readonly tokens: TokenStore;
  readonly audit: AuditStore;
  readonly records: AuditRecord[];
  readonly logins: LoginStore;
  readonly requests: AccessRequestStore;
  readonly limiter: RateLimiter;
  readonly methods: AddedMethodStore;
}

export function createMemoryAccess(): MemoryAccess {
  const records: AuditRecord[] = [];
  return {
    records,
    tokens: memoryTokens(),
    audit: memoryAudit(records),
    logins: memoryLogins(),
    requests: memoryRequests(),
    limiter: memoryLimiter(),
    methods: memoryMethods(),
  };
}

function memoryTokens(): TokenStore {
  const known = new Map<string, { token: AccessToken; hash: string }>();
  const change = (id: string, changes: Partial<AccessToken>) => {
    const found = known.get(id);
    if (found !== undefined) known.set(id, { ...found, token: { ...found.token, ...changes } });
  };
  return {
    add: async (token, hash) => void known.set(token.id, { token, hash }),
    read: async (id) => known.get(id) ?? null,
    list: async ({ person }) => ({
      items: [...known.values()].map(({ token }) => token).filter((t) => person === undefined || t.person === person),
      nextCursor: null,
    }),
    touch: async (id, now) => change(id, { lastUsedAt: now }),
    async revoke(id, by, now) {
      const found = known.get(id);
      if (found === undefined || found.token.revokedAt !== null) return false;
      change(id, { revokedAt: now, revokedBy: by });
      return true;
    },
  };
}

function memoryAudit(records: AuditRecord[]): AuditStore {
  return {
    async append(entry) {
      const unsigned = { v: 1 as const, seq: records.length + 1, ...entry, prev: records.at(-1)?.hash ?? CHAIN_START };
      const record = { ...unsigned, hash: hashRecord(unsigned) };
      records.push(record);
      return record;
    },
    async list({ order, limit, cursor }) {
      const sorted = order === 'oldest' ? records : [...records].reverse();
      const from = cursor === undefined ? 0 : Number(cursor);
      const rest = from + limit < sorted.length ? String(from + limit) : null;
      return { items: sorted.slice(from, from + limit), nextCursor: rest };
    },
  };
}

function memoryLogins(): LoginStore {
  const pending = new Map<string, PendingLogin & { attempts: number }>();
  return {
    keep: async (login) => void pending.set(login.id, { ...login, attempts: 0 }),
    async attempt(id, most) {
      const found = pending.get(id);
      if (found === undefined) return null;
      found.attempts += 1;
      return found.attempts > most ? null : found;
    },
    take: async (id) => pending.delete(id),
  };
}

function memoryMethods(): AddedMethodStore {
  const known = new Map<string, AddedMethod>();
  return {
    readCurrent: async () => ({ epoch: 1, methods: [...known.values()] }),
    read: async (id) => known.get(id) ?? null,
    add: async (method) => void known.set(method.id, method),
    remove: async (id) => known.delete(id),
  };
}

function memoryRequests(): AccessRequestStore {
  const known = new Map<string, AccessRequest>();
  return {
    read: async (id) => known.get(id) ?? null,
    async write(request) {
      if ((known.get(request.id)?.rev ?? 0) !== request.rev) return false;
      known.set(request.id, { ...request, rev: request.rev + 1 });
      return true;
    },
    list: async () => ({ items: [...known.values()].reverse(), nextCursor: null }),
  };
}

function memoryLimiter(): RateLimiter {
  const taken = new Map<string, number>();
  return {
    async take(name, { count, seconds }) {
      const now = (taken.get(name) ?? 0) + 1;
      taken.set(name, now);
      return now <= count ? 0 : seconds;
    },
  };
}

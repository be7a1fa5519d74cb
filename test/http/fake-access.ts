import type { Rules } from '../../src/domain/rules.js';
import type { Access } from '../../src/engine/access/access.js';
import { createAccessRequests } from '../../src/engine/access/access-requests.js';
import { createAuditTrail } from '../../src/engine/access/audit-trail.js';
import { createAuthenticate } from '../../src/engine/access/authenticate.js';
import { createContactMethods } from '../../src/engine/access/contact-methods.js';
import { createLogins } from '../../src/engine/access/logins.js';
import { createTokens } from '../../src/engine/access/tokens.js';
import type { Operations } from '../../src/engine/use-cases.js';
import type { Clock, Log, Metrics } from '../../src/ports.js';
import type { VerifyIdentity } from '../../src/ports-access.js';
import { createMemoryAccess, type MemoryAccess } from './memory-access.js';

/** A message that somebody would have got. */
export interface Told {
  readonly person: string;
  readonly text: string;
  readonly urgency: 'high' | 'low';
}

/** The real use cases over stores in memory; `told` is what people got. */
export interface FakeAccess {
  readonly access: Access;
  readonly memory: MemoryAccess;
  readonly told: Told[];
}

export function aFakeAccess(deps: {
  readonly adminToken: string;
  readonly rules: () => Rules;
  readonly openWindow: Operations['openWindow'];
  readonly identity?: VerifyIdentity | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}): FakeAccess {
  const { adminToken, rules, clock, log, metrics, identity = null } = deps;
  const memory = createMemoryAccess();
  const { tokens, limiter } = memory;
  const told: Told[] = [];
  const tell = async (
    { name }: { readonly name: string },
    { text }: { readonly text: string },
    how: Pick<Told, 'urgency'>,
  ) => {
    told.push({ person: name, text, urgency: how.urgency });
    return true;
  };
  const trail = createAuditTrail({ audit: memory.audit, clock, log, metrics });
  const link = (id: string, person: string) => `http://127.0.0.1:8080/r/${id}-${person}`;
  const requests = {
    store: memory.requests,
    limiter,
    trail,
    tell,
    openWindow: deps.openWindow,
    link,
    code: async () => null,
    rules,
    clock,
    log,
  };
  return {
    memory,
    told,
    access: {
      authenticate: createAuthenticate({ adminToken, tokens, identity, rules, clock, log }),
      tokens: createTokens({ store: tokens, trail, clock }),
      logins: createLogins({ logins: memory.logins, tokens, limiter, trail, tell, rules, clock, log }),
      requests: createAccessRequests(requests),
      methods: createContactMethods({
        ...{ limiter, trail, tell, rules, clock },
        methods: memory.methods,
        pending: memory.logins,
        refresh: async () => undefined,
      }),
      trail,
      audit: memory.audit,
    },
  };
}

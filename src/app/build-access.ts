import type { Environment } from '../config/environment.js';
import type { Access } from '../engine/access/access.js';
import { createAccessRequests } from '../engine/access/access-requests.js';
import { createAuthenticate } from '../engine/access/authenticate.js';
import { createContactMethods } from '../engine/access/contact-methods.js';
import { createLogins } from '../engine/access/logins.js';
import { createTellPerson } from '../engine/access/tell-person.js';
import { createTokens } from '../engine/access/tokens.js';
import { codeOnPhones } from '../engine/answer/code-on-phones.js';
import type { EngineDeps } from '../engine/engine-deps.js';
import { openWindow } from '../engine/operations/change-window.js';
import { createVerifyIdentity } from '../oidc/verify-identity.js';
import { createAccessRequestStore } from '../store/access/access-request-store.js';
import { createLoginStore } from '../store/access/login-store.js';
import { createRateLimiter } from '../store/access/rate-limiter.js';
import { createTokenStore } from '../store/access/token-store.js';
import { createRequestLinkSigner, type RequestLinkSigner } from '../web/request-link.js';
import type { Engine } from './build-engine.js';
import type { OpenedStore } from './open-store.js';

/** Who may, of one process, and the signer of the links on which people decide. */
export interface BuiltAccess {
  readonly access: Access;
  readonly requestLinks: RequestLinkSigner;
}

export function buildAccess(
  deps: EngineDeps,
  around: {
    readonly environment: Pick<Environment, 'publicUrl' | 'oidc'>;
    readonly adminToken: string;
    readonly store: OpenedStore;
    readonly engine: Pick<Engine, 'audit' | 'dispatcher'>;
  },
): BuiltAccess {
  const { environment, adminToken, store, engine } = around;
  const { clock, log, metrics, channels } = deps;
  const redis = { redis: store.connections.ledger, prefix: store.prefix };
  const rules = () => deps.index().rules;
  const { trail, records } = engine.audit;
  const tokens = createTokenStore(redis);
  const logins = createLoginStore(redis);
  const limiter = createRateLimiter(redis);
  const tell = createTellPerson({ channels, clock, log, metrics });
  const requestLinks = createRequestLinkSigner({
    secret: store.linkSecret,
    publicUrl: environment.publicUrl,
    people: () => rules().people.keys(),
    clock,
  });
  const identity = environment.oidc === null ? null : createVerifyIdentity(environment.oidc, { clock, log });
  const opening = { ...deps, tick: engine.dispatcher.tick };
  return {
    requestLinks,
    access: {
      authenticate: createAuthenticate({ adminToken, tokens, identity, rules, clock, log }),
      tokens: createTokens({ store: tokens, trail, clock }),
      logins: createLogins({ logins, tokens, limiter, trail, tell, rules, clock, log }),
      requests: createAccessRequests({
        store: createAccessRequestStore(redis),
        limiter,
        trail,
        tell,
        // Not the audited one: an approval is one change, and leaves one record.
        openWindow: (request, actor) => openWindow(opening, request, actor),
        link: requestLinks.link,
        code: (id, person) => codeOnPhones(deps, person.sms, { kind: 'request', id }),
        rules,
        clock,
        log,
      }),
      methods: createContactMethods({
        ...{ limiter, trail, tell, rules, clock },
        methods: store.addedMethods,
        pending: logins,
        refresh: deps.windows.refresh,
      }),
      trail,
      audit: records,
    },
  };
}

import type { AuditStore } from '../../ports-access.js';
import type { AccessRequests } from './access-requests.js';
import type { AuditTrail } from './audit-trail.js';
import type { Authenticate } from './authenticate.js';
import type { ContactMethods } from './contact-methods.js';
import type { Logins } from './logins.js';
import type { Tokens } from './tokens.js';

/** Who may, and what was done: everything that the interfaces need of it. */
export interface Access {
  readonly authenticate: Authenticate;
  readonly tokens: Tokens;
  readonly logins: Logins;
  readonly requests: AccessRequests;
  readonly methods: ContactMethods;
  readonly trail: AuditTrail;
  readonly audit: Pick<AuditStore, 'list'>;
}

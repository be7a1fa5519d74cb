import type { Route } from './route.js';
import { accessRequestRoutes } from './routes/access-requests.js';
import { auditRoutes } from './routes/audit.js';
import { calendarFeedRoutes } from './routes/calendar-feeds.js';
import { contactMethodRoutes } from './routes/contact-methods.js';
import { deadLetterRoutes } from './routes/dead-letters.js';
import { explainRoutes } from './routes/explain.js';
import { incidentRoutes } from './routes/incidents.js';
import { loginRoutes } from './routes/logins.js';
import { maintenanceWindowRoutes } from './routes/maintenance-windows.js';
import { notificationRoutes } from './routes/notifications.js';
import { onCallRoutes } from './routes/on-call.js';
import { overrideRoutes } from './routes/overrides.js';
import { peopleRoutes } from './routes/people.js';
import { reconciliationRoutes } from './routes/reconciliation.js';
import { recurringWindowRoutes } from './routes/recurring-windows.js';
import { rulesRoutes } from './routes/rules.js';
import { tokenRoutes } from './routes/tokens.js';

/** Every route of the admin API: what is served is what is documented. */
export const apiRoutes: readonly Route[] = [
  ...incidentRoutes,
  ...reconciliationRoutes,
  ...maintenanceWindowRoutes,
  ...recurringWindowRoutes,
  ...explainRoutes,
  ...notificationRoutes,
  ...deadLetterRoutes,
  ...onCallRoutes,
  ...peopleRoutes,
  ...contactMethodRoutes,
  ...overrideRoutes,
  ...calendarFeedRoutes,
  ...rulesRoutes,
  ...loginRoutes,
  ...tokenRoutes,
  ...accessRequestRoutes,
  ...auditRoutes,
];

import { type MaintenanceWindow, windowState } from '../../domain/maintenance-window.js';
import type { Readiness } from '../../domain/reached-method.js';
import { explainOnCall } from '../../pipeline/explain/on-call.js';
import { judgeReadiness } from '../../pipeline/explain/readiness.js';
import { CHANNELS } from '../../pipeline/route/contacts.js';
import { currentOccurrences, recurringBeside, recurringNameOf } from '../../pipeline/suppress/recurring.js';
import type { FeedStore } from '../../ports.js';
import type { Cursor } from '../../ports-ledger.js';
import type { Dispatcher } from '../dispatcher.js';
import type { EngineDeps } from '../engine-deps.js';
import type { Operations } from '../use-cases.js';
import { overlaps, preview } from '../windows/preview.js';
import { readWindow } from '../windows/read-window.js';
import { acknowledgeIncident, escalateIncident, resolveIncident } from './act-on-incident.js';
import { createCalendarFeeds } from './calendar-feeds.js';
import { addOverride, removeOverride } from './change-override.js';
import { addRecurring, endRecurring } from './change-recurring.js';
import { endWindow, extendWindow, openWindow, settleWindow } from './change-window.js';
import { forgiveDeadLetter, retryDeadLetter } from './dead-letters.js';
import { explainDraft, explainIncident } from './explain-questions.js';
import { pageTest } from './page-test.js';
import { snoozeIncident } from './snooze-incident.js';

/** What people can do, over the API, the CLI and the link of a page alike. */
export function createOperations(
  deps: EngineDeps,
  dispatcher: Pick<Dispatcher, 'wake' | 'tick'>,
  feeds: FeedStore,
): Operations {
  const acting = { ...deps, wake: dispatcher.wake, tick: dispatcher.tick };
  return {
    acknowledge: (idOrNumber, actor, note) => acknowledgeIncident(acting, idOrNumber, { ...actor, note }),
    snooze: (idOrNumber, until, actor, note) => snoozeIncident(acting, idOrNumber, { ...actor, note, until }),
    resolve: (idOrNumber, actor, note) => resolveIncident(acting, idOrNumber, { ...actor, note }),
    escalate: (idOrNumber, actor, note, since) => escalateIncident(acting, idOrNumber, { ...actor, note, since }),
    previewWindow: (request) => preview(deps, request),
    overlappingWindows: (request, ignore) => overlaps(deps, { ...request, ignore }),
    openWindow: (request, actor) => openWindow(acting, request, actor),
    endWindow: (id, actor) => endWindow(acting, id, actor),
    settleWindow: (id, quietMs) => settleWindow(acting, { id, quietMs }),
    extendWindow: (id, endsAt, { textId }) => extendWindow(acting, id, { endsAt, textId }),
    addRecurring: (request, actor) => addRecurring(deps, request, actor),
    async endRecurring(id, actor) {
      const ended = await endRecurring(deps, id, actor);
      await acting.tick();
      return ended;
    },
    listRecurring: () => listRecurring(deps),
    findWindow: (id) => readWindow(deps, id),
    listWindows: (limit, cursor) => listWindows(deps, limit, cursor),
    async currentWindows() {
      const now = deps.clock.now();
      const { windows } = await deps.ledger.windows.readCurrent(now);
      return [...occurrences(deps, windows), ...windows.filter((window) => windowState(window, now) !== 'ended')];
    },
    explainDraft: (draft, source, at) => explainDraft(deps, { draft, source, at }),
    explainIncident: (idOrNumber) => explainIncident(deps, idOrNumber),
    ...createCalendarFeeds({ ...deps, refreshed: () => refreshed(deps) }, feeds),
    async onCall(question) {
      await refreshed(deps);
      return explainOnCall(deps.index(), question);
    },
    readiness: () => readiness(deps),
    addOverride: (request, actor) => addOverride(deps, request, actor),
    removeOverride: (id, actor) => removeOverride(deps, id, actor),
    listOverrides: (limit, cursor) => deps.ledger.overrides.list(limit, cursor),
    retryDeadLetter: (id, actor, note) => retryDeadLetter(acting, id, { ...actor, note }),
    forgiveDeadLetter: (id, actor, note) => forgiveDeadLetter(acting, id, { ...actor, note }),
    pageTest: (person, actor) => pageTest(acting, person, actor),
  };
}

/** A process without a clock hears of overrides only when somebody asks. Without Redis, what it knows is the answer. */
async function refreshed({ windows, log }: EngineDeps): Promise<void> {
  await windows.refresh().catch((cause) => log.warn({ cause }, 'who is on call is told by overrides as last read'));
}

/** What went to the outbox has reached nobody. */
async function readiness(deps: EngineDeps): Promise<readonly Readiness[]> {
  await refreshed(deps);
  const known = await deps.ledger.readKnownMethods();
  const carried = CHANNELS.filter((channel) => deps.channels[channel].provider !== 'outbox');
  const reached = new Map(
    [...known.reached].filter(([key]) => carried.some((channel) => key.startsWith(`${channel}:`))),
  );
  return judgeReadiness(deps.index(), { ...known, reached }, deps.clock.now());
}

/** The first page begins with the occurrences of recurring windows that are active now. */
async function listWindows(
  deps: EngineDeps,
  limit: number,
  cursor: string | undefined,
): Promise<Cursor<MaintenanceWindow>> {
  const opened = await deps.ledger.windows.list(limit, cursor);
  if (cursor !== undefined) return opened;
  const { windows } = await deps.ledger.windows.readCurrent(deps.clock.now());
  return { ...opened, items: [...occurrences(deps, windows), ...opened.items] };
}

/** Of the recurring windows of the rules and of people, those that are active now, beside the windows that are in the ledger. */
function occurrences(
  { index, windows, clock }: EngineDeps,
  beside: readonly MaintenanceWindow[],
): readonly MaintenanceWindow[] {
  const maintenance = recurringBeside(beside, [...index().rules.maintenance, ...windows.recurring()]);
  return currentOccurrences({ maintenance }, clock.now());
}

async function listRecurring({ ledger, index, clock }: EngineDeps): ReturnType<Operations['listRecurring']> {
  const [{ recurring }, { windows }] = await Promise.all([
    ledger.recurring.readCurrent(null),
    ledger.windows.readCurrent(clock.now()),
  ]);
  const ended = windows.filter(({ id }) => recurringNameOf(id) !== null);
  const calledOff = new Map(ended.map(({ id, endedBy }) => [id, endedBy ?? 'somebody']));
  return { made: recurring ?? [], ofRules: index().rules.maintenance, calledOff };
}

import { type MaintenanceWindow, windowState } from '../../domain/maintenance-window.js';
import type { WindowStanding } from '../../domain/window-standing.js';
import { renderWindowEnded, renderWindowEnding, renderWindowOpened } from '../../pipeline/deliver/render-window.js';
import type { CallPlan } from '../../pipeline/route/contacts.js';
import { recurringNameOf } from '../../pipeline/suppress/recurring.js';
import { settlesAt } from '../../pipeline/suppress/settles-at.js';
import { codeOnPhones } from '../answer/code-on-phones.js';
import type { EngineDeps } from '../engine-deps.js';
import { preview } from './preview.js';
import { readStanding } from './read-standing.js';
import { readMore, readWindow } from './read-window.js';
import { tellOccurrence } from './watch-recurring.js';
import type { WindowLook } from './window-look.js';
import { answerableFor, openingReaders, tellOf } from './window-notices.js';

/** So long before the end of a window that is longer than this its creator hears of what still fails. */
const WARN_MS = 5 * 60_000;
/** What still fails is paged at the very end; what is told of that comes after it. */
const SUMMARY_AFTER_MS = 5000;

/**
 * Looks at a window as its times come: tells those whom it silences, ends it when its work is done and all is quiet, warns
 * who opened it of its end, and tells them at last what fired inside. Each is told once, however often and by how many
 * processes it is looked.
 */
export async function watchWindow(deps: EngineDeps, id: string): Promise<WindowLook> {
  const window = await readWindow(deps, id);
  if (window === null) return { dueMethods: [], lookAt: null };
  const now = deps.clock.now();
  const standing = await standingFor(deps, window, now);
  if (await hasSettled(deps, { window, standing, now })) return { dueMethods: [], lookAt: now };
  const dueMethods = [
    ...(await tellSilenced(deps, window, now)),
    ...(await warnOfEnd(deps, { window, standing, now })),
    ...(await tellOfEnd(deps, { window, standing, now })),
  ];
  return { dueMethods, lookAt: nextLook({ window, standing, now }) };
}

/** As much of it as this look needs: a window on everything may hold tens of thousands of incidents. */
async function standingFor(deps: EngineDeps, window: MaintenanceWindow, now: number): Promise<WindowStanding> {
  const isTold = now >= warnAt(window);
  if (!isTold && window.settle === null) return { alerts: 0, incidents: [] };
  return readStanding(deps, window, { untilFailing: !isTold });
}

interface Look {
  readonly window: MaintenanceWindow;
  readonly standing: WindowStanding;
  readonly now: number;
}

/** Ends it, if its time has come. Whoever changed it meanwhile has made it due again. */
async function hasSettled(deps: EngineDeps, { window, standing, now }: Look): Promise<boolean> {
  const end = settlingEnd({ window, standing, now });
  if (end === null || end.kind === 'again' || end.at > now) return false;
  const ended = { ...window, endsAt: now, endedBy: 'monitoring' };
  if (!(await deps.ledger.windows.write(ended, now))) return false;
  deps.log.info({ window: window.id }, 'window ended: its work is done and its services are quiet');
  await deps.windows.refresh();
  return true;
}

function settlingEnd({ window, standing, now }: Look): ReturnType<typeof settlesAt> | null {
  const isActive = windowState(window, now) === 'active';
  return isActive && window.settle !== null ? settlesAt(window.settle, standing, now) : null;
}

async function tellSilenced(deps: EngineDeps, window: MaintenanceWindow, now: number): Promise<readonly string[]> {
  if (window.settle !== null || now >= warnAt(window)) return [];
  if (recurringNameOf(window.id) !== null) return tellOccurrence(deps, window);
  const { people, summary } = await preview(deps, { ...window, ignore: window.id });
  const readers = openingReaders(deps, window, people);
  return tellOf(deps, {
    window,
    occasion: 'opened',
    people: readers.people,
    how: 'mail',
    text: (reader) => renderWindowOpened(window, summary, { ...reader, instead: readers.instead }),
  });
}

async function warnOfEnd(deps: EngineDeps, { window, standing, now }: Look): Promise<readonly string[]> {
  const isFailing = standing.incidents.some(({ failing }) => failing.length > 0);
  if (!isFailing || now < warnAt(window) || now >= window.endsAt) return [];
  if (await goesOn(deps, window)) return [];
  return tellOf(deps, {
    window,
    occasion: `ending ${window.endsAt}`,
    people: answerableFor(deps, window),
    how: 'soon',
    text: async (reader, plan) =>
      renderWindowEnding(window, standing, { ...reader, code: await codeOf(deps, window, plan) }),
  });
}

/** By which a text to any of the phones may be answered; null: none of them, or not all, can answer. */
async function codeOf(deps: EngineDeps, window: MaintenanceWindow, plan: CallPlan): Promise<number | null> {
  const phones = [...plan.calls, ...plan.fallbacks].filter(({ channel }) => channel === 'sms').map(({ to }) => to);
  return codeOnPhones(deps, phones, { kind: 'window', id: window.id });
}

async function tellOfEnd(deps: EngineDeps, { window, standing, now }: Look): Promise<readonly string[]> {
  if (now < window.endsAt + SUMMARY_AFTER_MS || standing.incidents.length === 0) return [];
  if (await goesOn(deps, window)) return [];
  return tellOf(deps, {
    window,
    occasion: 'ended',
    people: answerableFor(deps, window),
    how: 'later',
    text: (reader) => renderWindowEnded(window, standing, reader),
  });
}

/** Somebody gave a time of a recurring window more time: that window tells of its own end. */
async function goesOn(deps: EngineDeps, { id, endsAt }: MaintenanceWindow): Promise<boolean> {
  const more = await readMore(deps, id);
  return more !== null && more.endsAt > endsAt;
}

function warnAt({ startsAt, endsAt }: MaintenanceWindow): number {
  return endsAt - startsAt > WARN_MS ? endsAt - WARN_MS : endsAt;
}

function nextLook(look: Look): number | null {
  const { window, now } = look;
  const times = [window.startsAt, warnAt(window), window.endsAt + SUMMARY_AFTER_MS, settlingEnd(look)?.at];
  const ahead = times.filter((at) => at !== undefined).filter((at) => at > now);
  return ahead.length === 0 ? null : Math.min(...ahead);
}

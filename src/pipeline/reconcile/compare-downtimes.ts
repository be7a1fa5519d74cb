import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import type {
  Difference,
  PlannedDowntime,
  SourceCheck,
  SourceDowntime,
  SourceOrder,
} from '../../domain/source-state.js';
import { utcMinute } from '../../domain/utc-minute.js';
import { type Around, differ, foreignDowntimes, type Sides } from './known-check.js';

/** Ends that differ by less are the same: sources know seconds only. */
const sameMs = 1500;

/** Planned silence of a check, where both sides do not say the same. */
export function compareDowntimes(sides: Sides, around: Around): readonly Difference[] {
  if (sides.there === undefined) return [];
  return [...compareForeign(sides, sides.there, around), ...compareOwn(sides, sides.there, around)];
}

/** Those that people made there concern only what fails here: nothing else would be paged. */
function compareForeign(sides: Sides, there: SourceCheck, around: Around): readonly Difference[] {
  const { here } = sides;
  if (here === undefined || !here.check.failing) return [];
  const { source, now } = around;
  const [first, ...more] = foreignDowntimes(there, around, sides.window);
  const isKnown = here.check.downtimeUntil !== null && here.check.downtimeUntil > now;
  if (first === undefined) {
    if (here.check.downtimeUntil === null) return [];
    const text = `in no downtime of ${source} any more`;
    const draft = { ...plainDraft(there), kind: 'maintenance-end' as const, downtimeDepth: 0, comment: text };
    return [differ(sides, 'downtime-ended-there', { text, mend: { to: 'router', draft } })];
  }
  if (isKnown) return [];
  const endsAt = Math.max(first.endsAt, ...more.map((one) => one.endsAt));
  const { author, comment } = first;
  const draft = {
    ...plainDraft(there),
    kind: 'maintenance-start' as const,
    downtimeDepth: 1 + more.length,
    downtimeEndsAt: endsAt,
    author,
    comment,
  };
  const text = `${author} has put it into a downtime in ${source} until ${utcMinute(endsAt)}`;
  return [differ(sides, 'downtime-there', { text, mend: { to: 'router', draft } })];
}

/** What the message of a downtime says of the state is not what was compared. */
function plainDraft({ draft }: SourceCheck) {
  return { ...draft, at: undefined, acknowledged: undefined };
}

/** Ours: one for the window that covers the check, with its end; none for a window that is over. */
function compareOwn(sides: Sides, there: SourceCheck, around: Around): readonly Difference[] {
  const { window } = sides;
  const own = there.downtimes.filter(({ mark }) => mark?.kind === 'window');
  const over = own.filter(({ mark }) => mark !== null && mark.id !== window?.id && around.isOver(mark.id));
  const ended = over.map((downtime) => end(sides, downtime, around));
  return window === null ? ended : [...ended, ...spread(sides, { window, own }, around)];
}

/** Planned by the router for a check that nothing else is asked about, whose window has been cancelled since. */
export function comparePlanned(planned: readonly PlannedDowntime[], around: Around): readonly Difference[] {
  const over = planned.filter(({ mark }) => mark !== null && around.isOver(mark.id));
  return over.map(({ key, host, check, id, comment }) => ({
    ...{ kind: 'window-ended-here' as const, key, host, check, incident: null },
    text: `a downtime of the router is planned in ${around.source} ("${comment}"), whose window is over`,
    mend: { to: 'source' as const, order: { act: 'end-downtime' as const, key, id } },
  }));
}

/** What gives a check of the source its downtime for a window that has not begun; none: it has it already. */
export function planDowntime(
  { key, downtimes }: Pick<SourceCheck, 'key' | 'downtimes'>,
  window: MaintenanceWindow,
): readonly SourceOrder[] {
  const ofWindow = downtimes.filter(({ mark }) => mark?.kind === 'window' && mark.id === window.id);
  const wrong = ofWindow.filter(({ endsAt }) => Math.abs(endsAt - window.endsAt) >= sameMs);
  if (ofWindow.length > wrong.length) return wrong.map(({ id }) => ({ act: 'end-downtime', key, id }));
  return [downtimeOrder(key, window, { startsAt: window.startsAt, replaces: wrong.map(({ id }) => id) })];
}

function downtimeOrder(
  key: string,
  { id, createdBy, reason, endsAt }: MaintenanceWindow,
  { startsAt, replaces }: { readonly startsAt: number; readonly replaces: readonly string[] },
) {
  const mark = { kind: 'window' as const, id };
  return { act: 'start-downtime' as const, key, by: createdBy, comment: reason, mark, startsAt, endsAt, replaces };
}

function end(sides: Sides, { id, comment }: SourceDowntime, { source }: Around): Difference {
  const text = `in a downtime of the router in ${source} ("${comment}"), whose window is over`;
  const order = { act: 'end-downtime' as const, key: sides.key, id };
  return differ(sides, 'window-ended-here', { text, mend: { to: 'source', order } });
}

function spread(
  sides: Sides,
  { window, own }: { readonly window: MaintenanceWindow; readonly own: readonly SourceDowntime[] },
  around: Around,
): readonly Difference[] {
  const { source, now } = around;
  const ofWindow = own.filter(({ mark }) => mark?.id === window.id);
  const right = ofWindow.filter(({ endsAt }) => Math.abs(endsAt - window.endsAt) < sameMs);
  const wrong = ofWindow.filter((one) => !right.includes(one));
  if (right.length > 0) return wrong.map((one) => end(sides, one, around));
  if (window.endsAt - now < sameMs) return [];
  const startsAt = Math.max(window.startsAt, now - 1000);
  const order = downtimeOrder(sides.key, window, { startsAt, replaces: wrong.map(({ id }) => id) });
  const text = `in the maintenance window "${window.reason}" until ${utcMinute(window.endsAt)}, in ${source} not${
    wrong.length > 0 ? ' with this end' : ''
  }`;
  return [differ(sides, 'window-here', { text, mend: { to: 'source', order } })];
}

import { randomBytes } from 'node:crypto';
import { didYouMean } from '../../domain/nearest-name.js';
import type { Override } from '../../domain/schedule.js';
import { overrideRules, type RuleIndex } from '../../pipeline/route/rule-index.js';
import { judgeOverride, type OverrideJudgement } from '../../pipeline/schedule/judge-override.js';
import type { DueRef } from '../../ports-ledger.js';
import type { EngineDeps } from '../engine-deps.js';
import { EDIT_REST_MS } from '../schedules/watch-schedules.js';
import type { ActionResult, Actor, OverrideRequest } from '../use-cases.js';

const longestMs = 366 * 86_400_000;
const maxAttempts = 10;

/** Changes who is on call in a schedule for a time; refused where it would leave nobody on call, unless that is meant. */
export async function addOverride(
  deps: EngineDeps,
  request: OverrideRequest,
  actor: Actor,
): Promise<ActionResult<Override>> {
  const now = deps.clock.now();
  const { person, replaces, schedule, kind, reason, endsAt } = request;
  const startsAt = request.startsAt ?? now;
  const faults = faultsOf(deps.index(), { ...request, startsAt }, now);
  if (faults.length > 0) {
    return { kind: 'refused', code: 'invalid-override', text: faults[0]?.message ?? '', faults };
  }
  const override: Override = {
    v: 1,
    id: randomBytes(6).toString('hex'),
    rev: 0,
    ...{ schedule, kind, person, replaces, startsAt, endsAt, reason },
    createdBy: actor.person,
    via: actor.via,
    createdAt: now,
    removedBy: null,
  };
  await deps.windows.refresh();
  const judged = judge(deps.index(), override);
  if (judged.gap !== null && !request.allowGap) return { kind: 'refused', code: 'leaves-a-gap', text: judged.gap };
  const written = await write(deps, override, now);
  if (written.kind === 'done' && judged.note !== null) return { ...written, kind: 'unchanged', text: judged.note };
  return written;
}

/** Takes an override back: from now on, or wholly if it has not begun. */
export async function removeOverride(deps: EngineDeps, id: string, actor: Actor): Promise<ActionResult<Override>> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const override = await deps.ledger.overrides.read(id);
    if (override === null) return { kind: 'not-found', text: `there is no override ${id}` };
    const now = deps.clock.now();
    if (override.endsAt <= now || override.removedBy !== null) {
      return { kind: 'unchanged', value: override, text: `override ${id} is over already` };
    }
    const endsAt = Math.max(override.startsAt, now);
    const written = await write(deps, { ...override, endsAt, removedBy: actor.person }, now);
    if (written.kind === 'done') return written;
  }
  throw new Error(`override ${id} changed ${maxAttempts} times while removing it`);
}

/** In its own schedule and in those that follow it. */
function judge(index: RuleIndex, override: Override): OverrideJudgement {
  const known = [...index.schedules.values()].flatMap(({ overrides }) => overrides);
  const overridden = overrideRules(index, [...known, override]);
  const judged = concerned(index, override.schedule).flatMap((name) => {
    const [before, after] = [index.schedules.get(name), overridden.schedules.get(name)];
    return before === undefined || after === undefined ? [] : [judgeOverride(before, after, override)];
  });
  const gap = judged.find((one) => one.gap !== null)?.gap ?? null;
  const changesNothing = judged.every(({ note }) => note !== null);
  return { gap, note: changesNothing ? (judged[0]?.note ?? null) : null };
}

async function write(deps: EngineDeps, override: Override, now: number): Promise<ActionResult<Override>> {
  const due = concerned(deps.index(), override.schedule).map((id): DueRef => ({ kind: 'schedule', id }));
  const written = await deps.ledger.overrides.write(override, { now, due, dueAt: now + EDIT_REST_MS });
  if (!written) {
    return { kind: 'refused', code: 'changed-meanwhile', text: `override ${override.id} changed meanwhile` };
  }
  await deps.windows.refresh();
  return { kind: 'done', value: { ...override, rev: override.rev + 1 } };
}

/** The schedule, and those that follow it. */
function concerned(index: RuleIndex, schedule: string): readonly string[] {
  const followers = [...index.schedules.values()].filter(({ leaders }) =>
    leaders.some((leader) => leader.schedule.name === schedule),
  );
  return [schedule, ...followers.map((follower) => follower.schedule.name)];
}

interface Fault {
  readonly path: string;
  readonly message: string;
}

function faultsOf(
  index: RuleIndex,
  request: OverrideRequest & { readonly startsAt: number },
  now: number,
): readonly Fault[] {
  return [...nameFaults(index, request), ...partFaults(request), ...timeFaults(request, now)];
}

function nameFaults({ rules }: RuleIndex, { schedule, person, replaces }: OverrideRequest): readonly Fault[] {
  const unknown = (path: string, name: string | null): readonly Fault[] => {
    if (name === null || rules.people.has(name)) return [];
    return [{ path, message: `unknown person "${name}"${didYouMean(name, rules.people.keys())}` }];
  };
  const known = rules.schedules.keys();
  const faults = [...unknown('person', person), ...unknown('replaces', replaces)];
  if (rules.schedules.has(schedule)) return faults;
  return [{ path: 'schedule', message: `unknown schedule "${schedule}"${didYouMean(schedule, known)}` }, ...faults];
}

/** What each kind must and must not name. */
function partFaults({ kind, person, replaces }: OverrideRequest): readonly Fault[] {
  const wantsPerson = kind !== 'remove';
  const wantsReplaced = kind === 'remove' || kind === 'replace';
  return [
    ...partFault('person', person !== null, wantsPerson ? `${kind} needs the person who comes on call` : null),
    ...partFault('replaces', replaces !== null, wantsReplaced ? `${kind} needs the person who goes off` : null),
    ...(kind === 'replace' && person === replaces
      ? [{ path: 'person', message: 'nobody can replace themselves' }]
      : []),
  ];
}

function partFault(path: string, isGiven: boolean, need: string | null): readonly Fault[] {
  if (isGiven === (need !== null)) return [];
  return [{ path, message: need ?? `has no meaning here` }];
}

function timeFaults({ startsAt, endsAt }: { startsAt: number; endsAt: number }, now: number): readonly Fault[] {
  if (endsAt <= startsAt) return [{ path: 'endsAt', message: 'the end lies before the start' }];
  if (endsAt <= now) return [{ path: 'endsAt', message: 'the end lies in the past' }];
  return endsAt - startsAt > longestMs ? [{ path: 'endsAt', message: 'an override lasts at most a year' }] : [];
}

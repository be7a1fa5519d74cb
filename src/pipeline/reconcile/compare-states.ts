import type { DraftAlert } from '../../domain/alert.js';
import type { Difference, SourceCheck } from '../../domain/source-state.js';
import { type Around, differ, type KnownCheck, type Sides } from './known-check.js';

/** A message of the source about a change needs so long at most, as a rule, ms: until then nothing is amiss. */
const graceMs = 10_000;

/** The state of a check, where both sides do not say the same. */
export function compareStates(sides: Sides, around: Around): readonly Difference[] {
  const { there } = sides;
  const here = sides.here?.check.failing ? sides.here : undefined;
  if (here !== undefined) return compareOpen(sides, here, around);
  const isSettled = there?.isChecked && !isUnsettled(there, around.now);
  return isSettled && there.draft.failing ? compareUnknown(sides, there, around) : [];
}

/** It fails here. */
function compareOpen(sides: Sides, here: KnownCheck, around: Around): readonly Difference[] {
  const { there } = sides;
  if (there === undefined) return compareWithNothing(sides, here, around);
  if (!there.isChecked) return [unverified(sides, around)];
  if (isUnsettled(there, around.now)) return [];
  return there.draft.failing ? compareWords(sides, { here, there }, around) : [recovered(sides, there, around)];
}

/** Nothing is amiss yet: a flapping check changes its mind, and a message of a change may be on its way. */
function isUnsettled(there: SourceCheck, now: number): boolean {
  return there.flapping || (!isSilencedByUs(there) && isFresh(there.draft, now));
}

/** Only the source that has sent it must know a check: another one of the same kind may have. */
function compareWithNothing(sides: Sides, { check }: KnownCheck, around: Around): readonly Difference[] {
  const { source, snapshot } = around;
  if (!snapshot.nodes.has(check.labels.node ?? '')) return [unknownThere(sides, around)];
  const summary = `${source} no longer knows this check`;
  const draft: DraftAlert = {
    kind: 'recovery',
    host: check.host ?? undefined,
    check: check.check ?? undefined,
    failing: false,
    sourceState: 'GONE',
    summary,
    downtimeDepth: 0,
    comment: `${summary}: asked, not told`,
  };
  return [differ(sides, 'gone-there', { text: `fails here; ${summary}`, mend: { to: 'router', draft } })];
}

function unknownThere(sides: Sides, { source }: Around): Difference {
  const text = `fails here; the ${source} that is asked has never known it: another one must have sent it`;
  return differ(sides, 'unverified', { text, mend: null });
}

function unverified(sides: Sides, { source }: Around): Difference {
  const text = `fails here; ${source} has not looked at it since it lost its memory`;
  return differ(sides, 'unverified', { text, mend: null });
}

function recovered(sides: Sides, there: SourceCheck, { source }: Around): Difference {
  const draft = { ...there.draft, comment: `${source} was asked: it is ${wordOf(there)}` };
  const text = `fails here; ${source} says ${wordOf(there)}`;
  return differ(sides, 'recovered-there', { text, mend: { to: 'router', draft } });
}

/** Both fail, but not alike. */
function compareWords(
  sides: Sides,
  { here, there }: { readonly here: KnownCheck; readonly there: SourceCheck },
  { source }: Around,
): readonly Difference[] {
  const { severity, sourceState } = here.check;
  const { draft } = there;
  if (severity === draft.severity) return [];
  const text = `${source} says ${wordOf(there)}, here it is ${sourceState ?? severity}`;
  return [differ(sides, 'state-there', { text, mend: { to: 'router', draft: problemOf(there, source) } })];
}

/** It fails only there. What the router has silenced there is not told by message: it must be heard by asking. */
function compareUnknown(sides: Sides, there: SourceCheck, { source }: Around): readonly Difference[] {
  const mend = isSilencedByUs(there) ? { to: 'router' as const, draft: problemOf(there, source) } : null;
  const isExpected = !there.tells || there.downtimes.length > 0 || there.acknowledgement !== null;
  if (mend === null && isExpected) return [];
  const text = `${source} says ${wordOf(there)}, here nothing of it is open`;
  return [differ(sides, 'fails-there', { text, mend })];
}

function problemOf(there: SourceCheck, source: string): DraftAlert {
  return { ...there.draft, comment: `${source} was asked: it is ${wordOf(there)}`, ...acknowledgedOnlyByUs(there) };
}

function wordOf({ draft }: SourceCheck): string {
  return draft.sourceState ?? (draft.failing ? 'failing' : 'well');
}

function acknowledgedOnlyByUs({ acknowledgement }: SourceCheck): Pick<DraftAlert, 'acknowledged'> {
  return acknowledgement === null || acknowledgement.mark !== null ? { acknowledged: false } : {};
}

function isSilencedByUs({ downtimes }: SourceCheck): boolean {
  return downtimes.some(({ inEffect, mark }) => inEffect && mark?.kind === 'window');
}

function isFresh({ at, stateSince }: DraftAlert, now: number): boolean {
  return now - Math.max(at ?? 0, stateSince ?? 0) < graceMs;
}

import type { IncidentHead } from '../../domain/incident.js';
import type { Difference, SourceAcknowledgement, SourceCheck, ToldAcknowledgement } from '../../domain/source-state.js';
import { utcMinute } from '../../domain/utc-minute.js';
import { type Around, differ, type KnownCheck, type Sides } from './known-check.js';

/** Ends that differ by less are the same: sources know seconds only. */
const sameMs = 1500;

/** Who has taken a failing check, where both sides do not say the same. */
export function compareAcknowledgements(sides: Sides, around: Around): readonly Difference[] {
  const { here, there } = sides;
  if (there === undefined || !there.isChecked || there.draft.failing !== true) return [];
  const { acknowledgement } = there;
  if (acknowledgement?.mark != null) return compareOwn(sides, acknowledgement, around);
  if (here === undefined || !here.check.failing) return [];
  if (acknowledgement !== null) return here.check.acknowledgedBy === null ? [made(sides, there, around)] : [];
  if (here.check.acknowledgedBy !== null) return [ended(sides, there, around)];
  return compareMissing(sides, { here, there }, around);
}

/** Somebody has acknowledged it there. */
function made(sides: Sides, there: SourceCheck, { source }: Around): Difference {
  const { author, comment } = there.acknowledgement ?? { author: 'somebody', comment: '' };
  const draft = { ...there.draft, kind: 'acknowledgement' as const, author, comment };
  const text = `${author} has acknowledged it in ${source}`;
  return differ(sides, 'acknowledged-there', { text, mend: { to: 'router', draft } });
}

function ended(sides: Sides, there: SourceCheck, { source }: Around): Difference {
  const text = `nobody has acknowledged it in ${source} any more`;
  const draft = { ...there.draft, acknowledged: false as const, comment: text };
  return differ(sides, 'acknowledgement-ended-there', { text, mend: { to: 'router', draft } });
}

/** One of ours stands there: is it still true, and until when. */
function compareOwn(sides: Sides, own: SourceAcknowledgement, around: Around): readonly Difference[] {
  const wanted = wantedHere(sides.here, around);
  const { key } = sides;
  if (wanted === null) {
    if (!around.isKnownIncident(own.mark?.id ?? '')) return [];
    const text = `acknowledged in ${around.source} by the router, here no longer`;
    return [
      differ(sides, 'acknowledgement-ended-here', {
        text,
        mend: { to: 'source', order: { act: 'end-acknowledgement', key } },
      }),
    ];
  }
  if (isSameEnd(own.until, wanted.incident.acknowledgedUntil)) return [];
  return [tell(sides, { wanted, replaces: true }, around)];
}

/** None stands there: either it has not been made yet, or somebody has taken it back there. */
function compareMissing(
  sides: Sides,
  { here, there }: { readonly here: KnownCheck; readonly there: SourceCheck },
  around: Around,
): readonly Difference[] {
  const wanted = wantedHere(here, around);
  if (wanted === null) return [];
  if (!wasTakenBack(sides.told, { here, there }, around)) return [tell(sides, { wanted, replaces: false }, around)];
  const text = `the acknowledgement of ${wanted.by} was taken back in ${around.source}`;
  const mend = { to: 'incident' as const, id: here.incident.id };
  return [differ(sides, 'acknowledgement-ended-there', { text, mend })];
}

function wasTakenBack(
  told: ToldAcknowledgement | undefined,
  { here, there }: { readonly here: KnownCheck; readonly there: SourceCheck },
  { now, snapshot }: Around,
): boolean {
  if (told === undefined || told.incidentId !== here.incident.id) return false;
  const sameEpisode = told.acknowledgedAt === here.incident.acknowledgedAt;
  const sameState = told.stateSince === (there.draft.stateSince ?? null);
  const ranOut = told.until !== null && told.until <= now + sameMs;
  return sameEpisode && sameState && !ranOut && told.sourceStartedAt === snapshot.startedAt;
}

interface Wanted {
  readonly incident: IncidentHead & { readonly number: number };
  readonly by: string;
}

/** Who of our people has taken the incident of a failing check. */
function wantedHere(here: KnownCheck | undefined, { source, now }: Around): Wanted | null {
  if (here === undefined || !here.check.failing || here.incident.state !== 'acknowledged') return null;
  const { incident } = here;
  if (incident.acknowledgedUntil !== null && incident.acknowledgedUntil <= now + sameMs) return null;
  const by = incident.acknowledgedBy.find((name) => !name.startsWith(`${source}:`));
  return by === undefined ? null : { incident, by };
}

function tell(
  sides: Sides,
  { wanted, replaces }: { readonly wanted: Wanted; readonly replaces: boolean },
  { source, snapshot }: Around,
): Difference {
  const { incident, by } = wanted;
  const { id, number, acknowledgedAt, acknowledgedUntil: until } = incident;
  const order = {
    act: 'acknowledge' as const,
    key: sides.key,
    by,
    comment: `acknowledged by ${by}, incident ${number}`,
    mark: { kind: 'incident' as const, id },
    until,
    told: {
      v: 1 as const,
      incidentId: id,
      acknowledgedAt: acknowledgedAt ?? 0,
      stateSince: sides.there?.draft.stateSince ?? null,
      until,
      sourceStartedAt: snapshot.startedAt,
    },
    replaces,
  };
  const end = until === null ? '' : ` until ${utcMinute(until)}`;
  const text = `acknowledged by ${by}${end}, in ${source} ${replaces ? 'with another end' : 'not'}`;
  return differ(sides, 'acknowledged-here', { text, mend: { to: 'source', order } });
}

function isSameEnd(one: number | null, other: number | null): boolean {
  return one === other || (one !== null && other !== null && Math.abs(one - other) < sameMs);
}

import type { Incident } from '../../domain/incident.js';
import { cleanLine } from '../deliver/clean-text.js';
import { shortTime } from '../deliver/format-time.js';
import { parentOf } from '../suppress/held-by-parent.js';
import type { ReplyReader } from './act-reply.js';
import { fitReply } from './fit-reply.js';

const NAMED = 3;

/** An open incident, and the code that it has on the asker's phone. */
export interface OpenIncident {
  readonly incident: Incident;
  readonly code: number | null;
  /** Its sources are silent: nobody knows whether it still fails. */
  readonly unverified?: boolean | undefined;
}

/** What is open that has paged the asker, the newest first: `2 open: 12 = #198 Parsoid, Daniel has it since 23:50; …`. */
export function statusReply(open: readonly OpenIncident[], reader: ReplyReader): string {
  if (open.length === 0) return fitReply('Nothing is open that has paged you.');
  const lines = open.slice(0, NAMED).map(({ incident, code, unverified }) => {
    const name = `${code === null ? '' : `${code} = `}#${incident.number} ${cleanLine(incident.title)}`;
    return { name, standing: `${unverified === true ? 'unverified, ' : ''}${whoHasIt(incident, reader)}` };
  });
  const [only] = lines;
  if (only !== undefined && open.length === 1) return fitReply('1 open: ', only.name, `: ${only.standing}`);
  const all = lines.map(({ name, standing }) => `${name}: ${standing}`).join('; ');
  const rest = open.length - lines.length;
  return fitReply(`${open.length} open: `, all, rest > 0 ? `; and ${rest} more` : '');
}

/** Who has the latest page and whom it went to, and who is on call: schedule → names. */
export function whoReply(
  latest: { readonly incident: Incident; readonly paged: readonly string[] } | null,
  onCall: ReadonlyMap<string, readonly string[]>,
  reader: ReplyReader,
): string {
  const { displayName } = reader;
  const duties = [...onCall].map(([schedule, people]) => {
    return `${schedule}: ${people.length === 0 ? 'nobody' : people.map(displayName).join(', ')}`;
  });
  const duty = duties.length === 0 ? '' : `On call: ${duties.join('; ')}`;
  if (latest === null) return fitReply('', duty === '' ? 'No page went to this phone lately.' : duty);
  const { incident, paged } = latest;
  const names = paged.length === 0 ? 'nobody' : paged.map(displayName).join(', ');
  const about = `#${incident.number}: ${whoHasIt(incident, reader)}. Paged: ${names}. `;
  return fitReply('', `${about}${duty}`.trim());
}

function whoHasIt(incident: Incident, { person, now, timezone, displayName }: ReplyReader): string {
  const at = (instant: number | null) => (instant === null ? '' : ` ${shortTime(instant, now, timezone)}`);
  if (incident.state === 'resolved') return `over since${at(incident.resolvedAt)}`;
  if (incident.state === 'acknowledged') {
    const [first = ''] = incident.acknowledgedBy;
    return `${first === person ? 'you have' : `${displayName(first)} has`} it since${at(incident.acknowledgedAt)}`;
  }
  if (incident.suppressed === null) return 'nobody has it';
  return parentOf(incident) === null ? 'held by maintenance' : `held, ${incident.suppressed.reason}`;
}

import type { Incident } from '../../domain/incident.js';
import { cleanLine } from '../deliver/clean-text.js';
import { shortTime } from '../deliver/format-time.js';
import type { ActVerb } from './command.js';
import { fitReply } from './fit-reply.js';

/** What became of one incident. */
export interface ActedOn {
  /** As it is afterwards. */
  readonly incident: Incident;
  /** Who had it before; [] for nobody. */
  readonly hadBefore: readonly string[];
  readonly outcome: 'done' | 'unchanged' | 'refused';
  /** Of a refusal: why, and who may. */
  readonly because: string;
}

/** Whom a reply is for. */
export interface ReplyReader {
  readonly person: string;
  readonly timezone: string;
  readonly now: number;
  readonly displayName: (person: string) => string;
}

/** What was done, as replies name it. */
export type DoneVerb = ActVerb | 'snooze';

const DONE: Readonly<Record<DoneVerb, string>> = {
  acknowledge: 'Acknowledged',
  snooze: 'Snoozed',
  resolve: 'Resolved',
  escalate: 'Escalated',
};

/** Says in one segment what was done, or by whom and when it had been done already. */
export function actReply(verb: DoneVerb, acted: readonly ActedOn[], reader: ReplyReader): string {
  const [only, ...others] = acted;
  if (only === undefined) return fitReply('Nothing of it is open.');
  return others.length === 0 ? oneReply(verb, only, reader) : severalReply(verb, acted);
}

function oneReply(verb: DoneVerb, acted: ActedOn, reader: ReplyReader): string {
  const { incident, outcome } = acted;
  if (outcome === 'refused') return fitReply('Not done: ', acted.because);
  const title = ` ${cleanLine(incident.title)}`;
  if (outcome === 'unchanged') return fitReply(`#${incident.number}`, title, ` ${standing(incident, reader)}`);
  return fitReply(`${DONE[verb]} #${incident.number}`, title, remark(verb, acted, reader));
}

function snoozedUntil({ acknowledgedUntil }: Incident, { now, timezone }: ReplyReader): string {
  const end = acknowledgedUntil === null ? '' : ` until ${shortTime(acknowledgedUntil, now, timezone)}`;
  return `${end}. What still fails then pages again.`;
}

function remark(verb: DoneVerb, { incident, hadBefore }: ActedOn, reader: ReplyReader): string {
  if (verb === 'snooze') return snoozedUntil(incident, reader);
  if (verb === 'escalate') return `: step ${incident.step} is paged now`;
  if (verb === 'resolve' || hadBefore.length === 0) return '';
  const { displayName, now, timezone } = reader;
  const since = incident.acknowledgedAt === null ? '' : ` since ${shortTime(incident.acknowledgedAt, now, timezone)}`;
  return `. ${hadBefore.map(displayName).join(', ')} had it already${since}`;
}

/** What is the matter already. */
function standing(incident: Incident, { person, now, timezone, displayName }: ReplyReader): string {
  const at = (instant: number | null) => (instant === null ? '' : ` at ${shortTime(instant, now, timezone)}`);
  if (incident.state === 'resolved') {
    const by = incident.resolvedBy ?? 'monitoring';
    if (by === 'monitoring') return `has recovered already${at(incident.resolvedAt)}`;
    return `was resolved already by ${by === person ? 'you' : displayName(by)}${at(incident.resolvedAt)}`;
  }
  if (incident.suppressed !== null) return `is held: ${incident.suppressed.reason}. Nobody is paged`;
  if (incident.state !== 'acknowledged') return 'was left as it is';
  const others = incident.acknowledgedBy.filter((name) => name !== person);
  const who = ['you', ...others.map(displayName)].join(', ');
  if (incident.snoozedBy === person)
    return `was snoozed already by ${who}${snoozedUntil(incident, { person, now, timezone, displayName })}`;
  return `was acknowledged already by ${who}${at(incident.acknowledgedAt)}`;
}

function severalReply(verb: DoneVerb, acted: readonly ActedOn[]): string {
  const of = (outcome: ActedOn['outcome']) => acted.filter((one) => one.outcome === outcome);
  const done = of('done');
  const rest = [
    ...(of('unchanged').length > 0 ? [`${of('unchanged').length} had been done already`] : []),
    ...(of('refused').length > 0 ? [`${of('refused').length} you may not`] : []),
  ];
  const tail = rest.length === 0 ? '' : `. ${rest.join(', ')}`;
  if (done.length === 0) return fitReply(`Nothing ${DONE[verb].toLowerCase()} of ${acted.length}`, '', tail);
  const names = done.map(({ incident }) => `#${incident.number} ${cleanLine(incident.title)}`).join(', ');
  return fitReply(`${DONE[verb]} ${done.length}: `, names, tail);
}

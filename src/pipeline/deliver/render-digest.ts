import type { Channel } from '../../domain/channel.js';
import type { IncidentHead, IncidentState } from '../../domain/incident.js';
import { isWorse } from '../../domain/severity.js';
import { cleanLine } from './clean-text.js';
import { cutToLength } from './cut-text.js';
import { shortTime } from './format-time.js';

const MAX_LINES = 40;
const MAX_NAMES = 20;
const TITLE_LENGTH = 120;

/** A storm of messages as it stands once it is calm. */
export interface Digest {
  readonly channel: Channel;
  readonly messages: number;
  /** When the first of them went, UTC ms. */
  readonly since: number;
  /** What they were about, as it is now. */
  readonly incidents: readonly (IncidentHead & { readonly number: number })[];
  /** Ids of those of which nobody knows whether they still fail: their sources are silent. */
  readonly unverified?: ReadonlySet<string> | undefined;
  readonly serviceName: (service: string) => string;
  /** IANA zone of the reader. */
  readonly timezone: string;
}

/** What a person hears when a storm is over: what is still open, line by line, and what is over, counted by service. */
export function renderDigest(digest: Digest): string {
  const open = inState(digest, 'triggered');
  const taken = inState(digest, 'acknowledged');
  const over = inState(digest, 'resolved');
  return [
    firstLine(digest, open.length),
    '',
    ...section('Still open, nobody has acknowledged:', open, heldBecause, digest),
    ...section('Acknowledged:', taken, ({ acknowledgedBy }) => ` (${acknowledgedBy.join(', ')})`, digest),
    ...(over.length > 0 ? [`Over: ${countNames(over, digest)}.`] : []),
  ]
    .join('\n')
    .trimEnd();
}

function firstLine({ channel, messages, since, incidents, timezone }: Digest, open: number): string {
  const texts = `${messages} ${channel === 'sms' ? 'texts' : 'mails'}`;
  const still = open === 0 ? 'none is open' : `${open} still open`;
  return `Calm again: ${texts} since ${shortTime(since, since, timezone)} about ${countOf(incidents)}, ${still}`;
}

function countOf({ length }: readonly unknown[]): string {
  return `${length} incident${length === 1 ? '' : 's'}`;
}

function inState({ incidents }: Digest, state: IncidentState): Digest['incidents'] {
  return incidents.filter((incident) => incident.state === state).sort(worstThenOldest);
}

type Shown = Digest['incidents'][number];

function worstThenOldest(a: Shown, b: Shown): number {
  if (a.severity !== b.severity) return isWorse(a.severity, b.severity) ? -1 : 1;
  return a.openedAt - b.openedAt;
}

function section(
  title: string,
  incidents: readonly Shown[],
  behind: (incident: Shown) => string,
  { unverified }: Pick<Digest, 'unverified'>,
) {
  if (incidents.length === 0) return [];
  const lines = incidents.slice(0, MAX_LINES).map((incident) => {
    const { number, severity } = incident;
    const what = cutToLength(cleanLine(incident.title), TITLE_LENGTH);
    return `- #${number} ${severity.toUpperCase()} ${what}${behind(incident)}${unverified?.has(incident.id) === true ? ' (unverified)' : ''}`;
  });
  const rest = incidents.length - lines.length;
  return [title, ...lines, ...(rest > 0 ? [`- and ${rest} more: pagectl incident list`] : []), ''];
}

function heldBecause({ suppressed }: Shown): string {
  return suppressed === null ? '' : ` (no page: ${cleanLine(suppressed.reason)})`;
}

function countNames(incidents: readonly Shown[], { serviceName }: Digest): string {
  const counts = new Map<string, number>();
  for (const { service, title } of incidents) {
    const label = cleanLine(service === null ? title : serviceName(service));
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const names = [...counts].slice(0, MAX_NAMES).map(([label, n]) => (n > 1 ? `${label} (${n})` : label));
  const rest = counts.size - names.length;
  return `${countOf(incidents)}: ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

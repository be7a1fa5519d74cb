import type { Channel } from '../../src/domain/channel.js';
import { SERVICES, type ServiceName } from './rules.js';

/** What a person is told; `page` is every call to act. */
export type Kind = 'page' | 'nobody acknowledged' | 'reminder' | 'update' | 'taken' | 'over';

/** One message to one person. */
export interface Told {
  /** UTC ms. */
  readonly at: number;
  readonly person: string;
  readonly channel: Channel;
  readonly kind: Kind;
  readonly service: ServiceName;
}

/** `00:15:07 ann sms page Parsoid`: to the second, in the order of time. */
export function lines(told: readonly Told[]): readonly string[] {
  return told
    .map(({ at, person, channel, kind, service }) => {
      return `${new Date(at).toISOString().slice(8, 19)} ${person} ${channel} ${kind} ${service}`;
    })
    .sort();
}

const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [/^(NOBODY ACKNOWLEDGED|\[UNACKNOWLEDGED\])/, 'nobody acknowledged'],
  [/^\[?REMINDER/, 'reminder'],
  [/^\[?UPDATE/, 'update'],
  [/^(\[?TAKEN|SNOOZED)/, 'taken'],
  [/^(RECOVERED|\[RECOVERY\]|\[?RESOLVED)/, 'over'],
  [/^((Now |AGAIN )?(CRITICAL|ERROR|WARNING)|\[PROBLEM\])/, 'page'],
];

/** Reads a text or the subject of a mail; null: it tells of a window, a shift, or the router, and of no incident. */
export function readMessage(words: string): Pick<Told, 'kind' | 'service'> | null {
  if (/^\[?(MAINTENANCE|READINESS|ON CALL)/.test(words)) return null;
  const kind = KINDS.find(([pattern]) => pattern.test(words))?.[1];
  const service = SERVICES.find((name) => words.includes(`${name}:`));
  if (kind === undefined || service === undefined) throw new Error(`a message that nobody knows: ${words}`);
  return { kind, service };
}

import type { Verdict } from '../../domain/access.js';
import type { AccessRequest } from '../../domain/access-request.js';
import { formatDuration } from '../../domain/duration.js';
import { describeCover } from '../access/covered-services.js';
import { cleanLine } from '../deliver/clean-text.js';
import { shortTime } from '../deliver/format-time.js';
import type { ReplyReader } from './act-reply.js';
import type { CommandTarget } from './command.js';
import { fitReply } from './fit-reply.js';

/** No longer than this is a service muted, or is muted longer, by one text. */
const LONGEST_MUTE_SECONDS = 2 * 3600;

/** For what is no order. */
export const NOT_UNDERSTOOD = fitReply(
  'Not understood. ack takes the latest page; with its code: 12a ack, 12r resolve, 12e escalate, 12 snooze 2h, 12 mute 30m, 12aa all. Or: who, status',
);

/** For an order about nothing that we know. */
export function unknownTarget(target: CommandTarget): string {
  if (target.kind === 'latest') return fitReply('No page went to this phone lately: nothing was done.');
  if (target.kind === 'incident') return fitReply(`There is no incident #${target.number}: nothing was done.`);
  return fitReply(`No page to this phone has the code ${target.code}: nothing was done. status lists what is open`);
}

/** For what must not hit the wrong page. `example`: `12r`; null: the latest page has no code. */
export function needsCode(what: 'Resolve' | 'Mute' | 'Snooze', example: string | null): string {
  return fitReply(
    `${what} needs the code of its page${example === null ? '' : `, as in ${example}`}: nothing was done.`,
  );
}

/** Why a mute was not begun, before anybody is asked; null: it may be asked for. */
export function refuseMute(seconds: number | null, services: readonly string[]): string | null {
  const [service, ...others] = services;
  if (service === undefined) return fitReply('It belongs to no service that could be muted: nothing was done.');
  if (others.length > 0) return fitReply('It is about several services: mute them by the codes of single pages.');
  if (seconds === null || seconds < 60) return fitReply('For how long? As in: 12 mute 30m');
  if (seconds <= LONGEST_MUTE_SECONDS) return null;
  return fitReply(
    'By text a service is muted for 2h at most: nothing was done. pagectl maintenance opens longer windows',
  );
}

/** The window is open. `undo`: what ends it, `12 unmute`. */
export function mutedReply(
  service: string,
  { endsAt, seconds, undo }: { readonly endsAt: number; readonly seconds: number; readonly undo: string },
  reader: ReplyReader,
): string {
  const end = shortTime(endsAt, reader.now, reader.timezone);
  const length = formatDuration(seconds);
  return fitReply('Muted ', service, ` until ${end} (${length}). What still fails then pages again. ${undo} ends it.`);
}

/** For an end without a code: the latest page is hardly one that is silent. */
export const UNMUTE_NEEDS_CODE = fitReply(
  'Unmute needs the code of a page that is held, or that stands in the warning of its end, as in 12 unmute: nothing was done.',
);

/** Why no window was ended: there is none, or there are several. */
export function refuseUnmute(windows: number): string {
  if (windows === 0) return fitReply('No window silences it: nothing was done.');
  return fitReply('Several windows silence it: end them by pagectl maintenance. Nothing was done.');
}

/** The window has ended. `still`: when another one ends that silences what fails there, UTC ms; null: none does. */
export function unmutedReply(cover: string, still: number | null, reader: ReplyReader): string {
  if (still === null) return fitReply('Unmuted ', cover, ': what fails there pages again.');
  const end = shortTime(still, reader.now, reader.timezone);
  return fitReply('Ended a window on ', cover, `; another one silences it until ${end}. See pagectl maintenance list`);
}

/** For an extension without a code: the latest page is not what is to stay silent. */
export const EXTEND_NEEDS_CODE = fitReply(
  'Extend needs the code that stands in the warning, or in a page that is held, as in 12 extend 15m: nothing was done.',
);

/** Why windows are not extended, before anybody is asked; null: the only one may be asked for. */
export function refuseExtension(seconds: number | null, windows: number): string | null {
  if (windows === 0) return fitReply('No window that could be extended holds it: nothing was done.');
  if (windows > 1) return fitReply('Several windows hold it: extend them by pagectl maintenance. Nothing was done.');
  if (seconds === null || seconds < 60) return fitReply('For how long? As in: 12 extend 15m');
  if (seconds <= LONGEST_MUTE_SECONDS) return null;
  return fitReply(
    'By text a window is extended by 2h at most: nothing was done. pagectl maintenance extends it further',
  );
}

/** The window ends later. */
export function extendedReply(
  cover: string,
  until: { readonly endsAt: number; readonly seconds: number },
  reader: ReplyReader,
): string {
  const end = shortTime(until.endsAt, reader.now, reader.timezone);
  return fitReply(
    'Extended ',
    cover,
    ` by ${formatDuration(until.seconds)}, until ${end}. What still fails then pages again.`,
  );
}

/** For an answer to no request that we know. */
export function unknownRequest(target: CommandTarget): string {
  if (target.kind !== 'code')
    return fitReply('Approve and deny need the code of the request, as in 12 approve: nothing was done.');
  return fitReply(`No request to this phone has the code ${target.code}: nothing was done. See pagectl request list`);
}

/** What became of a request, by the answer of its reader or of somebody before. */
export function decidedReply(request: AccessRequest, isTheirs: boolean, reader: ReplyReader): string {
  const cover = cleanLine(describeCover(request));
  const by = reader.displayName(request.decidedBy ?? 'somebody');
  if (!isTheirs) return fitReply('', cover, `: it was ${request.state} already by ${by}. Nothing was changed.`);
  const asker = reader.displayName(request.person);
  if (request.state === 'denied') return fitReply('Denied: no window on ', cover, ` for ${asker}, who is told.`);
  const end = shortTime(request.endsAt, reader.now, reader.timezone);
  const from =
    request.startsAt > reader.now ? `from ${shortTime(request.startsAt, reader.now, reader.timezone)} to` : 'until';
  return fitReply('Approved: ', cover, ` is silenced ${from} ${end} for ${asker}, who is told.`);
}

/** A refusal in a few words: why, and whom to ask. */
export function refusalText({ text, whoMay }: Extract<Verdict, { kind: 'refused' }>): string {
  const [first] = whoMay;
  return first === undefined ? text : `${text}. Ask ${first.displayName}`;
}

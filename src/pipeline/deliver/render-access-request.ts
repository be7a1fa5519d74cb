import type { AccessRequest } from '../../domain/access-request.js';
import { describeCover } from '../access/covered-services.js';
import { cleanLine } from './clean-text.js';
import { cutToLength } from './cut-text.js';
import { shortTime } from './format-time.js';
import { foldToGsm7 } from './gsm7.js';
import type { PlainMessage } from './render-login-code.js';

interface Reader {
  /** IANA zone of who reads it. */
  readonly timezone: string;
  /** UTC ms. */
  readonly now: number;
  /** Name of a person, for people. */
  displayName(person: string): string;
}

const reasonLength = 80;
const coverLength = 60;

/** To somebody who may decide: who asks for what, and the link that shows two buttons. `code`: by which a text may be answered; null: it may not. */
export function renderAccessRequest(
  request: AccessRequest,
  { link, code }: { readonly link: string; readonly code: number | null },
  reader: Reader,
): PlainMessage {
  const what = `${reader.displayName(request.person)} asks for a maintenance window on ${windowText(request, reader)}`;
  const text = `${what}: "${cutToLength(cleanLine(request.reason), reasonLength)}"\nApprove or deny: ${link}`;
  const hint = code === null ? '' : `\nor reply ${code} approve, ${code} deny`;
  return { subject: cutToLength(cleanLine(what), 120), text: foldToGsm7(text), sms: foldToGsm7(`${text}${hint}`) };
}

/** To who asked: what became of it. */
export function renderAccessDecision(request: AccessRequest, reader: Reader): PlainMessage {
  const by = reader.displayName(request.decidedBy ?? 'somebody');
  const window = windowText(request, reader);
  const text =
    request.state === 'approved'
      ? `Approved by ${by}: your maintenance window on ${window} is open${request.windowId === null ? '' : ` (${request.windowId})`}.`
      : `Denied by ${by}: no maintenance window on ${window}. Pages go on.`;
  return { subject: cutToLength(cleanLine(text), 120), text: foldToGsm7(text) };
}

/** `parsoid, 16:46 to 17:16` */
function windowText(request: AccessRequest, { now, timezone }: Reader): string {
  const cover = cutToLength(cleanLine(describeCover(request)), coverLength);
  return `${cover}, ${shortTime(request.startsAt, now, timezone)} to ${shortTime(request.endsAt, now, timezone)}`;
}

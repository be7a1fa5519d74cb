import type { ClaimedCall } from '../../domain/delivery.js';
import type { Notification } from '../../domain/notification.js';
import { type DescribedPage, describePages, type RenderContext } from './describe-pages.js';
import { isUnheard } from './ended-unheard.js';
import { renderMail } from './render-mail.js';
import { renderSms } from './render-sms.js';

/** A page that comes later than this is worse than the next method that comes instead. */
const MAX_VALIDITY_SECONDS = 600;
/** Below this the carrier's own queue would make the page expire. */
const MIN_VALIDITY_SECONDS = 60;

export interface RenderRequest extends RenderContext {
  readonly notification: Pick<Notification, 'channel' | 'code'> & Partial<Pick<Notification, 'possibleDuplicate'>>;
  readonly calls: readonly ClaimedCall[];
  /** How many of the calls had to wait for a limit. */
  readonly heldCount: number;
  /** How many more are due and found no room in it. */
  readonly leftCount?: number | undefined;
}

/** What a channel sends, but for whom and when. */
export interface RenderedMessage {
  /** '' for SMS. */
  readonly subject: string;
  readonly text: string;
  /** Null for SMS. */
  readonly html: string | null;
  readonly urgency: 'high' | 'low';
  /** The incident whose mails belong together; null for a bundle, a test, a custom page. */
  readonly thread: string | null;
  readonly validitySeconds: number;
}

/** Renders the pages of one notification for its channel, in the zone of the person. */
export function renderMessage(request: RenderRequest): RenderedMessage {
  const described = describePages(request.calls, request);
  const pages = described.filter((page) => !isUnheard(page));
  return {
    ...textsOf({ pages, ended: described.filter(isUnheard) }, request),
    urgency: request.calls.some(({ page }) => page.urgency === 'high') ? 'high' : 'low',
    thread: pages.length === 1 ? (pages[0]?.incidentId ?? null) : null,
    validitySeconds: validityOf(request.calls, request.now),
  };
}

function textsOf(
  told: { readonly pages: readonly DescribedPage[]; readonly ended: readonly DescribedPage[] },
  { notification, calls, heldCount, leftCount = 0, person, now }: RenderRequest,
): Pick<RenderedMessage, 'subject' | 'text' | 'html'> {
  const quietCount = calls.filter(({ page }) => page.quietUntil !== undefined && page.reason !== 'unheard').length;
  const { code, possibleDuplicate: isRepeat = false } = notification;
  const counts = { heldCount, quietCount, leftCount };
  if (notification.channel === 'email') return renderMail({ ...told, ...counts, isRepeat, person, now });
  return {
    subject: '',
    text: renderSms({ ...told, ...counts, code, now, timezone: person.timezone }),
    html: null,
  };
}

/** Until the next step fires, of the incident that waits longest; at most ten minutes. */
function validityOf(calls: readonly ClaimedCall[], now: number): number {
  const seconds = calls.map(({ incident }) => {
    const next = incident?.nextStepAt ?? null;
    return next === null ? MAX_VALIDITY_SECONDS : Math.ceil((next - now) / 1000);
  });
  return Math.min(MAX_VALIDITY_SECONDS, Math.max(MIN_VALIDITY_SECONDS, ...seconds));
}

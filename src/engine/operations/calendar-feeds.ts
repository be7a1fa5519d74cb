import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { CalendarFeed, FeedSubject } from '../../domain/calendar-feed.js';
import { calendarShifts } from '../../pipeline/schedule/calendar-shifts.js';
import type { FeedStore } from '../../ports.js';
import type { EngineDeps } from '../engine-deps.js';
import type { ActionResult, Actor, Operations } from '../use-cases.js';

const DAY_MS = 86_400_000;
const pastMs = 14 * DAY_MS;
const aheadMs = 90 * DAY_MS;

/** The secret addresses of calendars. */
export function createCalendarFeeds(
  deps: Pick<EngineDeps, 'index' | 'clock'> & { readonly refreshed: () => Promise<void> },
  feeds: FeedStore,
): Pick<Operations, 'addFeed' | 'revokeFeed' | 'listFeeds' | 'readFeed'> {
  return {
    addFeed: (name, actor) => addFeed(deps, feeds, { name, actor }),
    revokeFeed: (id, actor) => revokeFeed(deps, feeds, { id, actor }),
    listFeeds: (limit, cursor) => feeds.list(limit, cursor),
    async readFeed(token) {
      const [, id = '', secret = ''] = /^([0-9a-f]{12})-([0-9a-f]{32})$/.exec(token) ?? [];
      const feed = id === '' ? null : await feeds.read(id);
      if (feed === null || feed.revokedAt !== null || !isSecretOf(feed, secret)) return null;
      await deps.refreshed();
      const now = deps.clock.now();
      const span = { from: now - pastMs, to: now + aheadMs };
      return { of: feed.of, shifts: calendarShifts(deps.index().schedules, feed.of, span) };
    },
  };
}

/** `token` is told once: the store has only its hash. */
async function addFeed(
  { index, clock }: Pick<EngineDeps, 'index' | 'clock'>,
  feeds: FeedStore,
  { name, actor }: { readonly name: string; readonly actor: Actor },
): Promise<ActionResult<{ readonly feed: CalendarFeed; readonly token: string }>> {
  const { people, schedules } = index().rules;
  const kind: FeedSubject['kind'] | null = people.has(name) ? 'person' : schedules.has(name) ? 'schedule' : null;
  if (kind === null) return { kind: 'not-found', text: `there is no person or schedule ${name}` };
  const id = randomBytes(6).toString('hex');
  const secret = randomBytes(16).toString('hex');
  const feed: CalendarFeed = {
    v: 1,
    id,
    of: { kind, name },
    secretHash: hash(secret).toString('hex'),
    createdBy: actor.person,
    createdAt: clock.now(),
    revokedBy: null,
    revokedAt: null,
  };
  await feeds.add(feed);
  return { kind: 'done', value: { feed, token: `${id}-${secret}` } };
}

async function revokeFeed(
  { clock }: Pick<EngineDeps, 'clock'>,
  feeds: FeedStore,
  { id, actor }: { readonly id: string; readonly actor: Actor },
): Promise<ActionResult<CalendarFeed>> {
  const feed = await feeds.read(id);
  if (feed === null) return { kind: 'not-found', text: `there is no calendar ${id}` };
  if (feed.revokedAt !== null) return { kind: 'unchanged', value: feed, text: `calendar ${id} is revoked already` };
  const revoked = { ...feed, revokedBy: actor.person, revokedAt: clock.now() };
  await feeds.revoke(revoked);
  return { kind: 'done', value: revoked };
}

function isSecretOf(feed: CalendarFeed, secret: string): boolean {
  return timingSafeEqual(hash(secret), Buffer.from(feed.secretHash, 'hex'));
}

function hash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

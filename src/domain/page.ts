import { z } from 'zod';
import { Channel } from './channel.js';
import { Severity, Urgency } from './severity.js';

const PROBLEM_REASONS = [
  'problem',
  'escalation',
  'severity-rise',
  'window-ended',
  'snooze-ended',
  'returned',
  'dependency-ended',
  'unacknowledged',
  'reminder',
  'update',
] as const;
const OTHER_REASONS = [
  'recovery',
  'taken',
  'unheard',
  'custom',
  'test',
  'shift',
  'reply',
  'maintenance',
  'readiness',
  'digest',
] as const;

/**
 * Why a person is told something. The first eight are pages proper (held by windows, ended by an acknowledgement);
 * `recovery` (it is over) and `taken` (somebody has it) go only to those who were really told of the problem, `unheard` (it ended
 * while quiet hours held its page) only to others; `update` goes to those who acknowledged; `custom` and `test` open nothing; `shift` tells of a person's own shift, `maintenance` of a window,
 * `readiness` (ops) of people who cannot be paged, `digest` of a storm that is over; `reply` answers a text of theirs.
 */
export const PageReason = z.enum([...PROBLEM_REASONS, ...OTHER_REASONS]);
export type PageReason = z.infer<typeof PageReason>;

/** One contact method to be called for a page, and when. `dueAt` UTC ms; null: a fallback, called only when another failed. */
export const Call = z.object({
  /** `<pageId>/<n>` */
  id: z.string(),
  channel: Channel,
  to: z.string(),
  dueAt: z.number().nullable(),
});
export type Call = Readonly<z.infer<typeof Call>>;

/** One step of an incident calling one person. Never changes once planned; the state of its calls lives beside it. */
export const Page = z.object({
  v: z.literal(1),
  /** Hash of incident, cycle, round, step, person and reason: planning it twice is planning it once. */
  id: z.string(),
  /** Null: `test` and `custom` pages that belong to no incident. */
  incidentId: z.string().nullable(),
  cycle: z.number(),
  round: z.number(),
  step: z.number(),
  person: z.string(),
  reason: PageReason,
  severity: Severity,
  urgency: Urgency,
  plannedAt: z.number(),
  /** The rules that chose the person, for the timeline and the mail. */
  because: z.array(z.string()),
  /** In the order of the person's notification rules; fallbacks last. */
  calls: z.array(Call),
  /** Its person's quiet hours held it until then, UTC ms; absent: not so. */
  quietUntil: z.number().optional(),
  /** What to say when there is no incident to render (custom, test, shift) or when the text is fixed. */
  text: z.string().nullable(),
});
export type Page = Readonly<z.infer<typeof Page>>;

const PROBLEMS: ReadonlySet<PageReason> = new Set(PROBLEM_REASONS);

/** True for pages that tell of a problem that stands: each is judged again at its turn. */
export function isProblemPage(reason: PageReason): boolean {
  return PROBLEMS.has(reason);
}

/**
 * True for problem pages that are taken back at once by an acknowledgement, a resolution or a window. Not so an update, which is for those
 * who have acknowledged: that somebody else does so too takes nothing from what it tells.
 */
export function isTakenBack(reason: PageReason): boolean {
  return isProblemPage(reason) && reason !== 'update';
}

/** Tells of the end of a problem page's matter: it is over, or somebody has it. Only for those who were told of the problem. */
export function isFollowUp(reason: PageReason): boolean {
  return reason === 'recovery' || reason === 'taken';
}

const NOTICES: ReadonlySet<PageReason> = new Set(['shift', 'maintenance', 'readiness', 'digest']);

/** Pages that only tell something: their text begins with a line made for a subject. */
export function isNotice(reason: PageReason): boolean {
  return NOTICES.has(reason);
}

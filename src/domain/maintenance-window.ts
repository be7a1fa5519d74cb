import { z } from 'zod';
import { Matcher } from './matcher.js';

/** What a window does to pages of what it covers: none at all, or by email only and without escalation. */
export const WindowEffect = z.enum(['suppress', 'email-only']);
export type WindowEffect = z.infer<typeof WindowEffect>;

/** A planned period in which pages of matching checks are suppressed. Instants are UTC ms; the end is mandatory. */
export const MaintenanceWindow = z.object({
  v: z.literal(1),
  /** Random for the API's; `<name>@<start ISO>` for an occurrence of a recurring one. */
  id: z.string(),
  rev: z.number(),
  /** Names of services it covers … */
  services: z.array(z.string()),
  /** … and/or matchers of checks; a check is covered when any service or any matcher fits. */
  match: z.array(Matcher),
  startsAt: z.number(),
  endsAt: z.number(),
  reason: z.string(),
  createdBy: z.string(),
  /** `api`, `cli`, `rules` */
  via: z.string(),
  createdAt: z.number(),
  /** Ended early (then `endsAt` is that moment too), by whom. */
  endedBy: z.string().nullable(),
  effect: WindowEffect.default('suppress'),
  /** The work is done since then: the window ends once nothing that it covers has failed for so long; null: it is not. */
  settle: z.object({ since: z.number(), quietMs: z.number() }).nullable().default(null),
  /** Id of the text that last moved its end: the same text moves it once, however often it is carried out. */
  movedBy: z.string().optional(),
  /** Of an occurrence of a recurring one that was ended or called off: until then it stands in place of what the calendar says. */
  standsUntil: z.number().optional(),
});
export type MaintenanceWindow = Readonly<z.infer<typeof MaintenanceWindow>>;

/** What a window kept from people in one decision. */
export interface HeldBy {
  /** Id of the window. */
  readonly window: string;
  /** Messages that said that something fails. */
  readonly alerts: number;
}

/** What a window has kept from people so far. */
export interface Hold {
  readonly alerts: number;
  /** Incident id → when something that it covers last failed, or was last known to fail, UTC ms. */
  readonly incidents: ReadonlyMap<string, number>;
}

/** Life of a window at a moment. */
export type WindowState = 'scheduled' | 'active' | 'ended';

/** A window covers [startsAt, endsAt): at its end it is over. */
export function windowState(window: Pick<MaintenanceWindow, 'startsAt' | 'endsAt'>, now: number): WindowState {
  if (now < window.startsAt) return 'scheduled';
  return now < window.endsAt ? 'active' : 'ended';
}

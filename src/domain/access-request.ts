import { z } from 'zod';
import { WindowEffect } from './maintenance-window.js';
import { Matcher } from './matcher.js';

/** `open` waits for a decision; an approved one has opened its window. */
export const AccessRequestState = z.enum(['open', 'approved', 'denied']);

/** Somebody asks those who may for a maintenance window that they may not open themselves. Instants are UTC ms. */
export const AccessRequest = z.object({
  v: z.literal(1),
  /** 16 hex digits. */
  id: z.string(),
  rev: z.number(),
  state: AccessRequestState,
  /** Who asks: a person of the rules. The window will be theirs. */
  person: z.string(),
  services: z.array(z.string()),
  match: z.array(Matcher),
  startsAt: z.number(),
  /** The end of what is asked for: afterwards nothing is left to approve. */
  endsAt: z.number(),
  reason: z.string(),
  effect: WindowEffect.default('suppress'),
  createdAt: z.number(),
  /** People who were asked, by name. */
  asked: z.array(z.string()),
  decidedBy: z.string().nullable(),
  decidedAt: z.number().nullable(),
  /** Of the window that the approval opened. */
  windowId: z.string().nullable(),
});
export type AccessRequest = Readonly<z.infer<typeof AccessRequest>>;

import { z } from 'zod';

/** Calendar unit of a rotation; hours are counted on the clock on the wall too, so that hand-offs keep their time of day. */
export type RotationUnit = 'hours' | 'days' | 'weeks' | 'months';

/** People who take turns. One layer of a schedule. */
export interface Rotation {
  /** Names of people, in the order of their turns; never empty. */
  readonly members: readonly string[];
  readonly every: { readonly count: number; readonly unit: RotationUnit };
  /** Start of the first member's first turn, UTC ms; its time of day in the schedule's zone is that of every hand-off. */
  readonly startsAt: number;
  /** From then on nobody of this layer is on call, UTC ms; null: it has no end. */
  readonly endsAt: number | null;
  /** Name of the hours in which this layer has anybody; null: always. */
  readonly hours: string | null;
}

/** Who is on call, by the time. */
export interface Schedule {
  readonly name: string;
  /** Where it stands, for people; absent where no file defines it. */
  readonly origin?: string | undefined;
  /** IANA zone of the hand-offs. */
  readonly timezone: string;
  /** Layers: the first that has somebody wins. Empty for a schedule that follows another one. */
  readonly rotations: readonly Rotation[];
  /** Name of the schedule whose next person is on call here; null: it has rotations of its own. */
  readonly follows: string | null;
}

/** What an override does for its time. */
export const OverrideKind = z.enum(['add', 'remove', 'replace', 'cover']);
export type OverrideKind = z.infer<typeof OverrideKind>;

/**
 * A change of one schedule for a time, [startsAt, endsAt), UTC ms. `add`: `person` is on call too; `remove`: `replaces` is not;
 * `replace`: `person` stands wherever `replaces` would; `cover`: `person` stands in for everybody. Of several that meet, the
 * one made later goes on from what the earlier made.
 */
export const Override = z.object({
  v: z.literal(1),
  id: z.string(),
  rev: z.number(),
  schedule: z.string(),
  kind: OverrideKind,
  /** Null for `remove`. */
  person: z.string().nullable(),
  /** Null for `add` and `cover`. */
  replaces: z.string().nullable(),
  startsAt: z.number(),
  endsAt: z.number(),
  reason: z.string().nullable(),
  createdBy: z.string(),
  /** `api`, `cli` */
  via: z.string(),
  createdAt: z.number(),
  /** Taken back (then `endsAt` is that moment, or its start), by whom. */
  removedBy: z.string().nullable(),
});
export type Override = Readonly<z.infer<typeof Override>>;

/** A stretch of time with the same people on call: nobody in a gap. [startsAt, endsAt), UTC ms. */
export interface Shift {
  readonly people: readonly string[];
  readonly startsAt: number;
  readonly endsAt: number;
}

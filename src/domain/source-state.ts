import { z } from 'zod';
import type { DraftAlert } from './alert.js';

/** What a source says of its checks when it is asked, in our words; and where that differs from what is known here. */

/** A mark that the router leaves in what it makes in a source, to know it again. */
export interface OwnMark {
  readonly kind: 'window' | 'incident';
  readonly id: string;
}

export interface SourceAcknowledgement {
  readonly author: string;
  readonly comment: string;
  /** When it ends by itself, UTC ms; null: it does not. */
  readonly until: number | null;
  /** Null: made by somebody else. */
  readonly mark: OwnMark | null;
}

export interface SourceDowntime {
  /** The source's own name of it. */
  readonly id: string;
  readonly author: string;
  readonly comment: string;
  readonly endsAt: number;
  readonly inEffect: boolean;
  readonly mark: OwnMark | null;
}

/** One check as its source has it now. */
export interface SourceCheck {
  /** As in alerts: `icinga/db1!https`. */
  readonly key: string;
  /** What a message of its state would say: kind `problem` or `recovery`. Only a lasting (hard) state counts. */
  readonly draft: DraftAlert;
  /** False: the source has not looked since it lost its memory, so its state says nothing. */
  readonly isChecked: boolean;
  readonly flapping: boolean;
  /** It sends the router messages about it at all. */
  readonly tells: boolean;
  readonly acknowledgement: SourceAcknowledgement | null;
  readonly downtimes: readonly SourceDowntime[];
}

/** An answer of a source: of the checks it was asked for, and of each that fails, is acknowledged or in a downtime. */
export interface SourceSnapshot {
  /** When the source's program began, UTC ms. */
  readonly startedAt: number;
  /** Its own names, as its messages carry them (label `node`): whose checks it must know. */
  readonly nodes: ReadonlySet<string>;
  readonly checks: ReadonlyMap<string, SourceCheck>;
  /** Downtimes with a mark of a router that are not in effect, of whichever check. */
  readonly planned: readonly PlannedDowntime[];
}

/** A downtime that the router has planned for a check. */
export interface PlannedDowntime extends SourceDowntime {
  /** Of its check. */
  readonly key: string;
  readonly host: string | null;
  readonly check: string | null;
}

/** An acknowledgement that the router made in a source, to tell "taken back there" from "not yet made". */
export const ToldAcknowledgement = z.object({
  v: z.literal(1),
  incidentId: z.string(),
  acknowledgedAt: z.number(),
  /** Of the check: the source itself ends an acknowledgement when the state changes. */
  stateSince: z.number().nullable(),
  until: z.number().nullable(),
  /** When the source's program began: one that lost its memory has not taken anything back. */
  sourceStartedAt: z.number(),
});
export type ToldAcknowledgement = Readonly<z.infer<typeof ToldAcknowledgement>>;

export const DifferenceKind = z.enum([
  'recovered-there',
  'gone-there',
  'state-there',
  'fails-there',
  'unverified',
  'acknowledged-there',
  'acknowledgement-ended-there',
  'acknowledged-here',
  'acknowledgement-ended-here',
  'downtime-there',
  'downtime-ended-there',
  'window-here',
  'window-ended-here',
]);
export type DifferenceKind = z.infer<typeof DifferenceKind>;

/** What makes both sides the same again. */
export type Mend =
  /** The router takes it as a message of the source. */
  | { readonly to: 'router'; readonly draft: DraftAlert }
  /** Whoever took the incident here is no longer on it. */
  | { readonly to: 'incident'; readonly id: string }
  | { readonly to: 'source'; readonly order: SourceOrder };

/** What the router asks a source to do to one check; harmless when repeated. */
export type SourceOrder =
  | {
      readonly act: 'acknowledge';
      readonly key: string;
      readonly by: string;
      readonly comment: string;
      readonly mark: OwnMark;
      readonly until: number | null;
      /** What to remember of it. */
      readonly told: ToldAcknowledgement;
      /** One with another end stands there already. */
      readonly replaces: boolean;
    }
  | { readonly act: 'end-acknowledgement'; readonly key: string }
  | {
      readonly act: 'start-downtime';
      readonly key: string;
      readonly by: string;
      readonly comment: string;
      readonly mark: OwnMark;
      readonly startsAt: number;
      readonly endsAt: number;
      /** Ids of downtimes that it takes the place of. */
      readonly replaces: readonly string[];
    }
  | { readonly act: 'end-downtime'; readonly key: string; readonly id: string };

/** One way in which a source and the router disagree about a check. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly key: string;
  readonly host: string | null;
  readonly check: string | null;
  /** Number of the open incident; null: it is part of none. */
  readonly incident: number | null;
  /** A sentence for people. */
  readonly text: string;
  /** Null: it is only shown. */
  readonly mend: Mend | null;
}

/** How the last comparison went; instants are UTC ms. */
export const Comparison = z.object({
  v: z.literal(1),
  /** When both sides were last compared; null: never. */
  comparedAt: z.number().nullable(),
  /** Since when it fails, and why; null: it does not. */
  failing: z.object({ since: z.number(), because: z.string() }).nullable(),
  /** Whose checks were compared. */
  nodes: z.array(z.string()),
});
export type Comparison = Readonly<z.infer<typeof Comparison>>;

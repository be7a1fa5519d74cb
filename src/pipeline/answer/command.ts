/** What a person can do to incidents by a text. */
export type ActVerb = 'acknowledge' | 'resolve' | 'escalate';

/** What needs a time: `mute` silences the service, `snooze` only its incident, `extend` moves the end of a window. */
export type TimedVerb = 'mute' | 'snooze' | 'extend';

/** What a person answers to somebody who asks for a window. */
export type DecideVerb = 'approve' | 'deny';

/** What takes a code and nothing else; `unmute` ends a window. */
export type CodeVerb = DecideVerb | 'unmute';

/** Which page a command means: the latest to this phone, what a code of this phone stands for, or an incident by its own number. */
export type CommandTarget =
  | { readonly kind: 'latest' }
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'incident'; readonly number: number };

/** `seconds` null: it does not say for how long. */
export interface TimedCommand {
  readonly kind: TimedVerb;
  readonly target: CommandTarget;
  readonly seconds: number | null;
}

/** A text as an order. `all`: also the other incidents of that message's service or bundle. */
export type Command =
  | {
      readonly kind: ActVerb;
      readonly target: CommandTarget;
      readonly all: boolean;
      /** What was written behind the order, for the timeline; null: nothing. */
      readonly note: string | null;
    }
  | TimedCommand
  | { readonly kind: DecideVerb; readonly target: CommandTarget }
  | { readonly kind: 'unmute'; readonly target: CommandTarget }
  | { readonly kind: 'who' | 'status' };

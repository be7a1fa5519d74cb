/** What a person can do to incidents by a text. */
export type ActVerb = 'acknowledge' | 'resolve' | 'escalate';

/** Which page a command means: the latest to this phone, the one with a code of this phone, or an incident by its own number. */
export type CommandTarget =
  | { readonly kind: 'latest' }
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'incident'; readonly number: number };

/** A text as an order. `all`: also the other incidents of that message's service or bundle. */
export type Command =
  | {
      readonly kind: ActVerb;
      readonly target: CommandTarget;
      readonly all: boolean;
      /** What was written behind the order, for the timeline; null: nothing. */
      readonly note: string | null;
    }
  /** `seconds` null: it does not say for how long. */
  | { readonly kind: 'mute'; readonly target: CommandTarget; readonly seconds: number | null }
  | { readonly kind: 'who' | 'status' };

import { z } from 'zod';
import type { SubscriptionScope } from '../../../domain/rules.js';
import { durationSeconds } from '../values/durations.js';
import { MatcherEntry } from '../values/matchers.js';
import { nameText } from '../values/names.js';
import { fields, Names, oneOrMany, word } from '../values/shapes.js';
import { ChannelWord } from './people.js';

/** Schema of a severity's name. */
export const SeverityWord = word('critical', 'error', 'warning', 'info');

const one = nameText.transform((name): SubscriptionScope => {
  if (name === 'all' || name === 'unmatched') return { kind: name };
  return { kind: 'services', services: [name] };
});

const oneOfSeveral = nameText.refine((name) => name !== 'all' && name !== 'unmatched', {
  error: '`all` and `unmatched` stand alone: give them a subscription of their own',
});

const several = z
  .array(oneOfSeveral)
  .min(1)
  .transform((services): SubscriptionScope => ({ kind: 'services', services }));

const matching = MatcherEntry.transform((matcher): SubscriptionScope => ({ kind: 'match', match: [matcher] }));

const matchingAny = z
  .array(MatcherEntry)
  .min(1)
  .transform((match): SubscriptionScope => ({ kind: 'match', match }));

const Scope = z.union([one, several, matching, matchingAny]);

/** One of `subscriptions`: `to` subscribes, `not` opts out. */
export const SubscriptionEntry = fields({
  who: Names,
  to: Scope.optional(),
  not: Scope.optional(),
  severity: oneOrMany(SeverityWord).optional(),
  hours: nameText.optional(),
  via: oneOrMany(ChannelWord).optional(),
  after: durationSeconds.optional(),
}).superRefine((entry, context) => {
  const wrong = (message: string, field: string) => context.addIssue({ code: 'custom', message, path: [field] });
  if ((entry.to === undefined) === (entry.not === undefined)) {
    context.addIssue({ code: 'custom', message: 'expected either `to` (subscribe) or `not` (opt out)' });
  }
  if (entry.not && entry.after !== undefined) wrong('`after` has no meaning with `not`; leave it out', 'after');
  if (entry.not?.kind === 'unmatched') wrong('`not: unmatched` has no meaning: opt out of `all` or of services', 'not');
});
export type SubscriptionEntry = Readonly<z.infer<typeof SubscriptionEntry>>;

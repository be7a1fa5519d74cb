import { z } from 'zod';
import type { AddedMethod } from '../../../domain/added-method.js';
import { Channel, maskAddress } from '../../../domain/channel.js';
import type { Person } from '../../../domain/rules.js';
import { Instant, isoTime } from './shared-fields.js';

/** A contact method of a person, of the rules or added. */
export const ContactMethodResource = z
  .object({
    id: z.string().nullable().meta({ description: 'null: it stands in the rules files, and is changed there.' }),
    channel: Channel,
    to: z.string().meta({ description: 'Masked.' }),
    first: z.boolean().meta({ description: 'Called ahead of those in the rules.' }),
    verifiedAt: Instant.nullable().meta({ description: 'null: of the rules, which counts as verified.' }),
  })
  .meta({ id: 'ContactMethod' });

export function addedMethodResource(method: AddedMethod): z.input<typeof ContactMethodResource> {
  const { id, channel, to, first, verifiedAt } = method;
  return { id, channel, to: maskAddress(to), first, verifiedAt: isoTime(verifiedAt) };
}

/** Those of the rules files, then those that were added. */
export function contactMethods(person: Person, added: readonly AddedMethod[]): z.input<typeof ContactMethodResource>[] {
  const own = (['sms', 'email'] as const).flatMap((channel) =>
    person[channel].map((to) => ({ id: null, channel, to: maskAddress(to), first: false, verifiedAt: null })),
  );
  return [...own, ...added.map(addedMethodResource)];
}

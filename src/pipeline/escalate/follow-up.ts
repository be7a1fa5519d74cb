import type { Channel } from '../../domain/channel.js';
import type { Incident } from '../../domain/incident.js';
import type { Page } from '../../domain/page.js';
import type { Person, Rules } from '../../domain/rules.js';
import { CHANNELS } from '../route/contacts.js';
import { keepQuietHours } from '../route/quiet-hours.js';
import { type PageOccasion, planPage } from './plan-page.js';

/**
 * A notice about something that the person was paged for, on the channels that they wish for it: by SMS only to those whom
 * an SMS called. Null: they wish for none, or have no address there.
 */
export function followUp(
  occasion: PageOccasion & { readonly incident: Pick<Incident, 'paged'> },
  { person, rules }: { readonly person: Person; readonly rules: Rules },
  wished: readonly Channel[],
): Page | null {
  const called = occasion.incident.paged[person.name]?.channels ?? [];
  const channels = CHANNELS.filter((via) => wished.includes(via) && (via === 'email' || called.includes(via)));
  const calls = channels.flatMap((channel) =>
    person[channel].slice(0, 1).map((to) => ({ channel, to, afterSeconds: 0 })),
  );
  if (calls.length === 0) return null;
  const selected = { person: person.name, calls, fallbacks: [], because: ['paged for this incident'] };
  const when = { urgency: occasion.incident.urgency, now: occasion.now };
  return planPage(occasion, keepQuietHours(rules, selected, when));
}

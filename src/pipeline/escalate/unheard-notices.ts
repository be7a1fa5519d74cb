import type { Channel } from '../../domain/channel.js';
import type { Incident } from '../../domain/incident.js';
import type { Page } from '../../domain/page.js';
import type { Rules } from '../../domain/rules.js';
import { keepQuietHours } from '../route/quiet-hours.js';
import { planPage } from './plan-page.js';

/**
 * For those whose page their quiet hours still hold as it ends: at the end of these they read that it was, by mail where the page
 * would have been one. The ledger lets none through to whoever was told of the problem after all, since they hear of its end.
 */
export function unheardNotices(incident: Incident, rules: Rules, now: number): readonly Page[] {
  return Object.entries(incident.paged).flatMap(([name, { at, channels }]) => {
    const person = rules.people.get(name);
    if (at <= now || person === undefined || name === incident.resolvedBy) return [];
    if (person.tell.over.length === 0) return [];
    const channel: Channel = channels.includes('email') ? 'email' : 'sms';
    const calls = person[channel].slice(0, 1).map((to) => ({ channel, to, afterSeconds: 0 }));
    const selected = { person: name, calls, fallbacks: [], because: ['held by your quiet hours'] };
    const quiet = keepQuietHours(rules, selected, { urgency: incident.urgency, now });
    if (quiet.quietUntil === undefined) return [];
    return [planPage({ incident, step: 0, reason: 'unheard', now, salt: 'unheard' }, quiet)];
  });
}

import type { Channel } from '../../../domain/channel.js';
import type { RulesFault } from '../../../domain/rules.js';
import type { Entries, Entry } from '../entries.js';
import { faultAt, type Place, placeAt } from '../files/tree.js';
import type { PersonEntry } from '../schema/people.js';
import { peopleOf } from './people-of.js';

/** People whom no page reaches (errors), and channels that are asked for but missing (warnings). */
export function checkContacts(entries: Entries): readonly RulesFault[] {
  return [
    ...[...entries.people.entries].flatMap(([name, person]) => checkPerson(name, person)),
    ...entries.subscriptions.flatMap((subscription) => checkVia(subscription, entries)),
    ...checkNotices(entries),
  ];
}

function checkPerson(name: string, person: Entry<PersonEntry>): readonly RulesFault[] {
  const available = channelsOf(person.value);
  if (available.length === 0)
    return [faultAt(person.place, `\`${name}\` cannot be reached: give \`sms\` or \`email\``)];
  return [...checkNotify(name, person, 'high'), ...checkNotify(name, person, 'low'), ...checkQuiet(name, person)];
}

function checkNotify(name: string, person: Entry<PersonEntry>, urgency: 'high' | 'low'): readonly RulesFault[] {
  const available = channelsOf(person.value);
  const rules = person.value.notify?.[urgency];
  if (!rules) return urgency === 'low' && !available.includes('email') ? [noMail(name, person.place)] : [];
  const missing = rules.map(({ via }) => via).filter((via) => !available.includes(via));
  if (missing.length === 0) return [];
  const place = placeAt(person.tree, ['notify', urgency]);
  const message = `\`${name}\` has no ${missing.join(' and no ')}, which \`notify.${urgency}\` asks for`;
  if (missing.length === rules.length) return [faultAt(place, `${message}: pages of ${urgency} urgency reach nobody`)];
  return [warningAt(place, message)];
}

function checkQuiet(name: string, { value, tree }: Entry<PersonEntry>): readonly RulesFault[] {
  if (value.quiet !== 'always') return [];
  const message = `\`${name}\` would never hear of what is of low urgency: name hours that end, or leave \`quiet\` out`;
  return [faultAt(placeAt(tree, ['quiet']), message)];
}

function noMail(name: string, place: Place): RulesFault {
  return warningAt(place, `\`${name}\` has no email, the usual way of low-urgency pages; give one, or \`notify.low\``);
}

/** Channels that a subscription's `via` asks for and its people lack. */
function checkVia(subscription: Entries['subscriptions'][number], entries: Entries): readonly RulesFault[] {
  const { who, via, to } = subscription.value;
  if (!to || !via) return [];
  const place = placeAt(subscription.tree, ['via']);
  return peopleOf(who, entries).flatMap((name) => {
    const person = entries.people.entries.get(name);
    const missing = person ? via.filter((channel) => !channelsOf(person.value).includes(channel)) : [];
    return missing.map((channel) => warningAt(place, `\`${name}\` has no ${channel}, which \`via\` asks for`));
  });
}

/** Notices are mails. */
function checkNotices(entries: Entries): readonly RulesFault[] {
  const { value, tree } = entries.notices ?? {};
  if (value?.maintenance === undefined || tree === undefined) return [];
  const people = peopleOf(value.maintenance, entries).map((name) => entries.people.entries.get(name));
  if (people.some((person) => person?.value.email !== undefined)) return [];
  const message = '`notices.maintenance` names nobody with an email: those whom a window silences are told instead';
  return [warningAt(placeAt(tree, ['maintenance']), message)];
}

function channelsOf({ sms, email }: PersonEntry): readonly Channel[] {
  return [...(sms ? (['sms'] as const) : []), ...(email ? (['email'] as const) : [])];
}

function warningAt(place: Place, message: string): RulesFault {
  return { ...place, message, level: 'warning' };
}

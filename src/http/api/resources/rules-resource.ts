import { z } from 'zod';
import { Channel, maskAddress } from '../../../domain/channel.js';
import { Matcher } from '../../../domain/matcher.js';
import type { Person, Rules, RulesState, Service } from '../../../domain/rules.js';
import { Urgency } from '../../../domain/severity.js';
import { Instant, isoTime } from './shared-fields.js';

export const RulesResource = z
  .object({
    hash: z.string(),
    loadedAt: Instant,
    origin: z.enum(['files', 'last-good']).meta({ description: 'last-good: the files are broken.' }),
    faults: z.array(
      z.object({
        file: z.string().nullable(),
        line: z.number().int().nullable(),
        message: z.string(),
        level: z.enum(['error', 'warning']),
      }),
    ),
    counts: z.record(z.string(), z.number().int()),
  })
  .meta({ id: 'Rules' });

const NotifyResource = z.array(z.object({ via: Channel, afterSeconds: z.number() }));

export const PersonResource = z
  .object({
    name: z.string(),
    displayName: z.string(),
    timezone: z.string(),
    roles: z.array(z.string()),
    groups: z.array(z.string()).meta({ description: 'Groups that name the person.' }),
    contactMethods: z.array(z.object({ channel: Channel, to: z.string().meta({ description: 'Masked.' }) })),
    notify: z.object({ high: NotifyResource, low: NotifyResource }),
  })
  .meta({ id: 'Person' });

export const ServiceResource = z
  .object({
    name: z.string(),
    displayName: z.string(),
    owners: z.array(z.string()),
    match: z.array(Matcher),
    except: z.array(Matcher),
    groupBy: z.enum(['service', 'host', 'check']),
    urgency: z.object({ critical: Urgency, error: Urgency, warning: Urgency, info: Urgency }),
    precedence: z.number(),
    escalation: z.string(),
    runbook: z.string().nullable(),
    dependsOn: z
      .array(z.string())
      .meta({ description: 'While one of these has an open incident, its own are held with that.' }),
  })
  .meta({ id: 'Service' });

export function rulesResource(state: RulesState, rules: Rules): z.input<typeof RulesResource> {
  return {
    hash: state.hash,
    loadedAt: isoTime(state.loadedAt),
    origin: state.origin,
    faults: state.faults.map(({ file, line, message, level }) => ({ file, line, message, level })),
    counts: {
      people: rules.people.size,
      groups: rules.groups.size,
      schedules: rules.schedules.size,
      services: rules.services.size,
      subscriptions: rules.subscriptions.length,
      escalationPolicies: rules.escalationPolicies.size,
      maintenance: rules.maintenance.length,
      expectations: rules.expectations.length,
    },
  };
}

export function personResource(person: Person, rules: Rules): z.input<typeof PersonResource> {
  const { name, displayName, timezone, roles, notify } = person;
  const methods = (channel: Channel) => person[channel].map((to) => ({ channel, to: maskAddress(to) }));
  return {
    ...{ name, displayName, timezone, roles: [...roles] },
    groups: [...rules.groups.values()].filter((group) => group.members.includes(name)).map((group) => group.name),
    contactMethods: [...methods('sms'), ...methods('email')],
    notify: { high: notifyResource(notify.high), low: notifyResource(notify.low) },
  };
}

export function serviceResource(service: Service): z.input<typeof ServiceResource> {
  const { name, displayName, groupBy, urgency, precedence, escalation, runbook } = service;
  return {
    ...{ name, displayName, groupBy, precedence, escalation, runbook },
    owners: [...service.owners],
    dependsOn: [...service.dependsOn],
    match: [...service.match],
    except: [...service.except],
    urgency: { critical: urgency.critical, error: urgency.error, warning: urgency.warning, info: urgency.info },
  };
}

function notifyResource(rules: Person['notify']['high']): z.input<typeof NotifyResource> {
  return rules.map(({ via, afterSeconds }) => ({ via, afterSeconds }));
}

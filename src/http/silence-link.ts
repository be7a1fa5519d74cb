import type { Caller, Verdict } from '../domain/access.js';
import { type Incident, isOpen } from '../domain/incident.js';
import type { MaintenanceWindow } from '../domain/maintenance-window.js';
import { windowState } from '../domain/maintenance-window.js';
import type { Operations } from '../engine/use-cases.js';
import { judgeAction, personPrincipal } from '../pipeline/access/judge-action.js';
import type { Clock, Log, RulesView } from '../ports.js';
import type { LinkClaim } from '../web/link-token.js';
import type { SilenceView } from '../web/silence-page.js';

export interface SilencePorts {
  readonly operations: Pick<Operations, 'openWindow' | 'listWindows'>;
  readonly rules: RulesView;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the reader of a page asks for by its link: the service of its incident, for so long. */
export interface SilenceWish {
  readonly incident: Incident;
  readonly person: LinkClaim['person'];
  /** Network address of the reader; null: unknown. */
  readonly from: string | null;
}

const LENGTH_MS = 30 * 60_000;
const MOST_WINDOWS = 200;

/** What the page shows: a button, or why there is none. Changes nothing. */
export async function silenceView(ports: SilencePorts, wish: SilenceWish): Promise<SilenceView> {
  const now = ports.clock.now();
  const { people, services } = ports.rules.rules();
  const { incident, person } = wish;
  const service = incident.service;
  const window = service === null ? null : await windowOn(ports, service);
  return {
    incident,
    service: service === null ? null : (services.get(service)?.displayName ?? service),
    window,
    refused: refusalOf(ports, wish),
    timezone: people.get(person)?.timezone ?? 'UTC',
    now,
    displayName: (name: string) => people.get(name)?.displayName ?? name,
  };
}

/** Opens the window as the reader, once: pressing again changes nothing while there is one. Null: done; else why not. */
export async function silence(ports: SilencePorts, wish: SilenceWish): Promise<string | null> {
  const { incident, person } = wish;
  const { service } = incident;
  const refused = refusalOf(ports, wish);
  if (refused !== null || service === null) return refused;
  if ((await windowOn(ports, service)) !== null) return null;
  const request = {
    services: [service],
    match: [],
    endsAt: ports.clock.now() + LENGTH_MS,
    reason: `${person} is working on incident #${incident.number}`,
  };
  const result = await ports.operations.openWindow(request, { person, via: 'link', caller: callerOf(ports, wish) });
  ports.log.info({ incident: incident.number, person, result: result.kind }, 'silence link used');
  return result.kind === 'refused' || result.kind === 'not-found' ? result.text : null;
}

function refusalOf(ports: SilencePorts, wish: SilenceWish): string | null {
  const { service } = wish.incident;
  if (!isOpen(wish.incident)) return 'The incident is over: nobody is paged for it any more.';
  if (service === null) return 'It belongs to no service of the rules; open a window with pagectl maintenance start.';
  const verdict = verdictOf(ports, wish, service);
  if (verdict.kind === 'allowed') return null;
  const names = verdict.whoMay.map(({ displayName, because }) => `${displayName} (${because})`).join(', ');
  return names === ''
    ? `${verdict.text}.`
    : `${verdict.text}. Who may: ${names}. Ask them, or acknowledge the incident.`;
}

function verdictOf(ports: SilencePorts, wish: SilenceWish, service: string): Verdict {
  const now = ports.clock.now();
  const span = { services: [service], match: [], startsAt: now, endsAt: now + LENGTH_MS };
  const { principal } = callerOf(ports, wish);
  return judgeAction({ principal, action: 'windows.open', resource: span }, ports.rules.rules());
}

/** The person of the link with the standing of the rules in force. */
function callerOf({ rules }: SilencePorts, { person, from }: SilenceWish): Caller {
  const known = rules.rules().people.get(person);
  return { principal: personPrincipal(known ?? { name: person, roles: [] }), via: 'link', from };
}

async function windowOn({ operations, clock }: SilencePorts, service: string): Promise<MaintenanceWindow | null> {
  const { items } = await operations.listWindows(MOST_WINDOWS);
  const now = clock.now();
  const isOn = (window: MaintenanceWindow) =>
    window.services.includes(service) && window.effect === 'suppress' && windowState(window, now) === 'active';
  return items.find(isOn) ?? null;
}

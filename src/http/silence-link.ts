import type { Caller, Verdict, WindowSpan } from '../domain/access.js';
import { type Incident, isOpen } from '../domain/incident.js';
import type { MaintenanceWindow } from '../domain/maintenance-window.js';
import { windowState } from '../domain/maintenance-window.js';
import type { Access } from '../engine/access/access.js';
import type { Operations } from '../engine/use-cases.js';
import { judgeAction, personPrincipal, targetOf } from '../pipeline/access/judge-action.js';
import type { Clock, Log, RulesView } from '../ports.js';
import type { LinkClaim } from '../web/link-token.js';
import type { SilenceView } from '../web/silence-page.js';

export interface SilencePorts {
  readonly operations: Pick<Operations, 'openWindow' | 'endWindow' | 'currentWindows'>;
  readonly access: Pick<Access, 'trail' | 'requests'>;
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

/** What the page shows: a button, or why there is none. Changes nothing. */
export async function silenceView(ports: SilencePorts, wish: SilenceWish): Promise<Omit<SilenceView, 'asking'>> {
  const now = ports.clock.now();
  const { people, services } = ports.rules.rules();
  const { incident, person } = wish;
  const service = incident.service;
  const [window = null] = await windowsOn(ports, incident);
  return {
    incident,
    service: service === null ? null : (services.get(service)?.displayName ?? service),
    window,
    mayEnd: window !== null && refusalToEnd(ports, wish, window) === null,
    refused: obstacleTo(ports, wish)?.text ?? null,
    timezone: people.get(person)?.timezone ?? 'UTC',
    now,
    displayName: (name: string) => people.get(name)?.displayName ?? name,
  };
}

/** Opens the window as the reader, once: pressing again changes nothing while there is one. Null: done; else why not. */
export async function silence(ports: SilencePorts, wish: SilenceWish): Promise<string | null> {
  const { incident, person } = wish;
  const { service } = incident;
  const obstacle = obstacleTo(ports, wish);
  if (obstacle !== null && obstacle.verdict !== null) await noteRefusal(ports, wish, obstacle.verdict);
  if (obstacle !== null || service === null) return obstacle?.text ?? null;
  if ((await windowsOn(ports, incident)).some(({ services }) => services.includes(service))) return null;
  const { span, reason, caller } = silenceAsked(ports, wish);
  const request = { services: span.services, match: span.match, endsAt: span.endsAt, reason };
  const result = await ports.operations.openWindow(request, { person, via: 'link', caller });
  ports.log.info({ incident: incident.number, person, result: result.kind }, 'silence link used');
  return result.kind === 'refused' || result.kind === 'not-found' ? result.text : null;
}

/**
 * Ends the window that the reader was shown, as the reader. Null: done, or it has ended meanwhile; else why not. What silences the
 * service beside it is shown next.
 */
export async function endSilence(ports: SilencePorts, wish: SilenceWish, id: string): Promise<string | null> {
  const { incident, person } = wish;
  const window = (await windowsOn(ports, incident)).find((one) => one.id === id);
  if (window === undefined) return null;
  const caller = callerOf(ports, wish);
  const refusal = refusalToEnd(ports, wish, window);
  if (refusal !== null) {
    const target = targetOf('windows.end', window);
    await ports.access.trail.note({ caller, action: 'windows.end', target, refused: refusal.code });
    return `${refusal.text}.`;
  }
  const result = await ports.operations.endWindow(id, { person, via: 'link', caller });
  ports.log.info({ incident: incident.number, person, window: id, result: result.kind }, 'silence ended by link');
  return result.kind === 'refused' || result.kind === 'not-found' ? result.text : null;
}

function refusalToEnd(ports: SilencePorts, wish: SilenceWish, window: MaintenanceWindow): Refusal | null {
  const question = { principal: callerOf(ports, wish).principal, action: 'windows.end', resource: window } as const;
  const verdict = judgeAction(question, ports.rules.rules());
  return verdict.kind === 'refused' ? verdict : null;
}

/** The window that the button opens, or that is asked for, and by whom. */
export function silenceAsked(
  ports: SilencePorts,
  wish: SilenceWish,
): { readonly span: WindowSpan; readonly reason: string; readonly caller: Caller } {
  const reason = `${wish.person} is working on incident #${wish.incident.number}`;
  return { span: spanOf(ports, wish), reason, caller: callerOf(ports, wish) };
}

/** Why the reader cannot do it; `verdict`: what the rules say, where it is they who do not let them. */
export interface Obstacle {
  readonly text: string;
  readonly verdict: Refusal | null;
}

type Refusal = Extract<Verdict, { kind: 'refused' }>;

/** Null: they can. */
export function obstacleTo(ports: SilencePorts, wish: SilenceWish): Obstacle | null {
  if (!isOpen(wish.incident)) {
    return { text: 'The incident is over: nobody is paged for it any more.', verdict: null };
  }
  if (wish.incident.service === null) {
    const text = 'It belongs to no service of the rules; open a window with pagectl maintenance start.';
    return { text, verdict: null };
  }
  const question = { principal: callerOf(ports, wish).principal, action: 'windows.open' } as const;
  const verdict = judgeAction({ ...question, resource: spanOf(ports, wish) }, ports.rules.rules());
  if (verdict.kind === 'allowed') return null;
  const names = verdict.whoMay.map(({ displayName, because }) => `${displayName} (${because})`).join(', ');
  const advice = names === '' ? '' : ` Who may: ${names}. Ask them, or acknowledge the incident.`;
  return { text: `${verdict.text}.${advice}`, verdict };
}

/** Pressed all the same: refused acts are in the audit, whichever door they come to. */
async function noteRefusal(ports: SilencePorts, wish: SilenceWish, { code }: Refusal): Promise<void> {
  const target = targetOf('windows.open', spanOf(ports, wish));
  await ports.access.trail.note({ caller: callerOf(ports, wish), action: 'windows.open', target, refused: code });
}

function spanOf({ clock }: SilencePorts, { incident }: SilenceWish): WindowSpan {
  const now = clock.now();
  const services = incident.service === null ? [] : [incident.service];
  return { services, match: [], startsAt: now, endsAt: now + LENGTH_MS };
}

/** The person of the link with the standing of the rules in force. */
function callerOf({ rules }: SilencePorts, { person, from }: SilenceWish): Caller {
  const known = rules.rules().people.get(person);
  return { principal: personPrincipal(known ?? { name: person, roles: [] }), via: 'link', from };
}

/** Those that silence its service now, first; and the one that holds it, whatever that covers. */
async function windowsOn(
  { operations, clock }: SilencePorts,
  incident: Incident,
): Promise<readonly MaintenanceWindow[]> {
  const now = clock.now();
  const isOn = ({ effect, ...span }: MaintenanceWindow) => effect === 'suppress' && windowState(span, now) === 'active';
  const isOnService = ({ services }: MaintenanceWindow) =>
    incident.service !== null && services.includes(incident.service);
  const active = (await operations.currentWindows()).filter(isOn);
  const holding = active.filter((window) => !isOnService(window) && window.id === incident.suppressed?.id);
  return [...active.filter(isOnService), ...holding];
}

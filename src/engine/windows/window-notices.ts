import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import type { Page } from '../../domain/page.js';
import type { Person } from '../../domain/rules.js';
import type { WindowReader } from '../../pipeline/deliver/render-window.js';
import { planTelling } from '../../pipeline/escalate/plan-page.js';
import type { CallPlan } from '../../pipeline/route/contacts.js';
import { membersAt } from '../../pipeline/route/members-at.js';
import { isReachable, opsPeople } from '../../pipeline/route/people.js';
import type { EngineDeps } from '../engine-deps.js';

/** Something that people are told about a window, once each. */
export interface WindowNotice {
  readonly window: MaintenanceWindow;
  /** What happened; with the window and the person it makes the page one that is planned once. */
  readonly occasion: string;
  /** Names of people of the rules; others are left out. */
  readonly people: readonly string[];
  /** `mail`: never anything else; `soon`: as they wish to hear of what is urgent; `later`: of what can wait. */
  readonly how: 'mail' | 'soon' | 'later';
  text(reader: WindowReader, plan: CallPlan): string | Promise<string>;
}

/** Plans what has not been told yet; answers the contact methods that have something due now. */
export async function tellOf(deps: EngineDeps, notice: WindowNotice): Promise<readonly string[]> {
  const { people } = deps.index().rules;
  const now = deps.clock.now();
  const due: string[] = [];
  for (const name of notice.people) {
    const person = people.get(name);
    const plan = person === undefined ? null : planOf(deps, person, notice.how);
    if (person === undefined || plan === null || plan.calls.length === 0) continue;
    due.push(...(await deps.ledger.planPage(await noticePage(deps, notice, { person, plan, now }), now)));
  }
  return due;
}

/** Who hears of a window that was opened. */
export interface OpeningReaders {
  readonly people: readonly string[];
  /** They are told in place of those whom it silences. */
  readonly instead: boolean;
}

/** Those whom a window silences, or by `notices` of the rules others in their place, where one of these has an address; but not who opened it. */
export function openingReaders(
  deps: Pick<EngineDeps, 'index' | 'clock'>,
  { createdBy }: MaintenanceWindow,
  silenced: readonly string[],
): OpeningReaders {
  const index = deps.index();
  const { people, maintenanceNotices = [] } = index.rules;
  const named = maintenanceNotices.flatMap((name) => membersAt(index, name, deps.clock.now()));
  const reached = named.map(({ person }) => person).filter((name) => (people.get(name)?.email.length ?? 0) > 0);
  const instead = reached.length > 0;
  const readers = new Set(instead ? reached : silenced);
  return { people: [...readers].filter((person) => person !== createdBy), instead };
}

/** Who answers for a window: who opened it, else (a program, or somebody whom the rules no longer know) its services' owners, else ops. */
export function answerableFor(deps: Pick<EngineDeps, 'index' | 'clock'>, window: MaintenanceWindow): readonly string[] {
  const index = deps.index();
  const { rules } = index;
  const isThere = (name: string) => {
    const person = rules.people.get(name);
    return person !== undefined && isReachable(person);
  };
  if (isThere(window.createdBy)) return [window.createdBy];
  const owners = window.services.flatMap((service) => rules.services.get(service)?.owners ?? []);
  const people = [...new Set(owners.flatMap((owner) => index.members.get(owner)?.people ?? []))].filter(isThere);
  return people.length > 0 ? people : opsPeople(index, { now: deps.clock.now() });
}

function planOf(deps: EngineDeps, person: Person, how: WindowNotice['how']): CallPlan | null {
  const contact = deps.index().contacts.get(person.name);
  if (how !== 'mail') return (how === 'soon' ? contact?.high.plan : contact?.low.plan) ?? null;
  const [first, ...others] = person.email.map((to) => ({ channel: 'email' as const, to }));
  return { calls: first === undefined ? [] : [{ ...first, afterSeconds: 0 }], fallbacks: others };
}

async function noticePage(
  deps: EngineDeps,
  { window, occasion, how, text }: WindowNotice,
  { person, plan, now }: { readonly person: Person; readonly plan: CallPlan; readonly now: number },
): Promise<Page> {
  const { people } = deps.index().rules;
  const displayName = (name: string) => people.get(name)?.displayName ?? name;
  return planTelling({
    identity: ['window', window.id, occasion, person.name],
    person: person.name,
    reason: 'maintenance',
    urgency: how === 'soon' ? 'high' : 'low',
    plan,
    because: [],
    text: await text({ timezone: person.timezone, now, displayName }, plan),
    now,
  });
}

import type { DeadLetter, DeadLetterEnd } from '../../domain/delivery.js';
import type { Incident } from '../../domain/incident.js';
import type { Page } from '../../domain/page.js';
import { retryPage } from '../../pipeline/act.js';
import { replanPage } from '../../pipeline/escalate/plan-page.js';
import { changeIncident } from '../change-incident.js';
import type { Dispatcher } from '../dispatcher.js';
import type { EngineDeps } from '../engine-deps.js';
import type { ActionResult, Actor } from '../use-cases.js';

type Acting = EngineDeps & { readonly wake: Dispatcher['wake'] };
type Wish = Actor & { readonly note?: string | undefined };

/**
 * Sends the page of a dead letter again, to the contact methods that its person has now. The page has an id made of the letter's:
 * however often this is asked for, it is one page. Should it fail as well, that is another dead letter.
 */
export async function retryDeadLetter(deps: Acting, id: string, wish: Wish): Promise<ActionResult<DeadLetter>> {
  const letter = await deps.ledger.readDeadLetter(id);
  if (letter === null) return { kind: 'not-found', text: `there is no dead letter ${id}` };
  if (letter.end !== null) return known(letter, letter.end);
  const page = await pageOf(deps, letter);
  if (page === null) {
    const text = `${letter.person} is not in the rules any more, or the page is too old: forgive it`;
    return { kind: 'refused', code: 'nobody-to-page', text };
  }
  const refused = letter.incidentId === null ? await planAlone(deps, page) : await planAgain(deps, page, wish);
  if (refused !== null) return refused;
  return finish(deps, letter, { kind: 'retried', by: wish.person, at: deps.clock.now(), note: wish.note ?? null });
}

/** Nothing is to be done about it any more, by somebody's word. */
export async function forgiveDeadLetter(deps: Acting, id: string, wish: Wish): Promise<ActionResult<DeadLetter>> {
  const letter = await deps.ledger.readDeadLetter(id);
  if (letter === null) return { kind: 'not-found', text: `there is no dead letter ${id}` };
  if (letter.end !== null) return known(letter, letter.end);
  return finish(deps, letter, { kind: 'forgiven', by: wish.person, at: deps.clock.now(), note: wish.note ?? null });
}

async function finish(deps: Acting, letter: DeadLetter, end: DeadLetterEnd): Promise<ActionResult<DeadLetter>> {
  if (await deps.ledger.endDeadLetter(letter.id, end)) return { kind: 'done', value: { ...letter, end } };
  const now = await deps.ledger.readDeadLetter(letter.id);
  return known(now ?? letter, now?.end ?? end);
}

function known(letter: DeadLetter, { kind, by, at }: DeadLetterEnd): ActionResult<DeadLetter> {
  const text = `the dead letter was ${kind} already by ${by} at ${new Date(at).toISOString()}`;
  return { kind: 'unchanged', value: letter, text };
}

/** The page that was lost, for the contact methods that the person has now. */
async function pageOf({ ledger, index, clock }: Acting, letter: DeadLetter): Promise<Page | null> {
  const contact = index().contacts.get(letter.person);
  const notification = await ledger.readNotification(letter.notificationId);
  const call = notification?.calls.find(({ incidentId }) => incidentId === letter.incidentId);
  const record = call === undefined ? null : await ledger.readPage(call.pageId);
  if (contact === undefined || record === null) return null;
  const { plan } = record.page.urgency === 'high' ? contact.high : contact.low;
  if (plan.calls.length === 0) return null;
  return replanPage(record.page, letter.id, { plan, now: clock.now() });
}

async function planAlone({ ledger, wake, clock }: Acting, page: Page): Promise<null> {
  wake(await ledger.planPage(page, clock.now()));
  return null;
}

async function planAgain(
  deps: Acting,
  page: Page,
  { person, via }: Wish,
): Promise<Extract<ActionResult<never>, { kind: 'refused' }> | null> {
  const changed = await changeIncident(deps, page.incidentId ?? '', ({ incident, windows, now }) =>
    incident.suppressed === null ? retryPage({ incident, person, via, index: deps.index(), windows, now }, page) : null,
  );
  deps.wake(changed.dueMethods);
  return changed.changed ? null : { kind: 'refused', code: 'not-wanted', text: whyNot(changed.incident) };
}

function whyNot(incident: Incident | null): string {
  if (incident === null) return 'its incident is gone: forgive it';
  if (incident.state === 'resolved') return `incident ${incident.number} is over: forgive it`;
  return `incident ${incident.number} is held: ${incident.suppressed?.reason ?? ''}; what still fails then pages anew`;
}

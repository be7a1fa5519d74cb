import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import type { AddedMethod } from '../../domain/added-method.js';
import { type ContactMethod, maskAddress } from '../../domain/channel.js';
import type { Person, Rules } from '../../domain/rules.js';
import { renderMethodAdded, renderMethodCode } from '../../pipeline/deliver/render-method-code.js';
import type { Clock } from '../../ports.js';
import type { AddedMethodStore, LoginStore, RateLimiter } from '../../ports-access.js';
import { ownerOf } from '../deliver/owner-of.js';
import type { ActionResult, Actor } from '../use-cases.js';
import type { AuditTrail } from './audit-trail.js';
import type { Limited } from './logins.js';
import { byActor } from './note-change.js';
import type { TellPerson } from './tell-person.js';

/** What somebody wants to be reached by. */
export interface MethodRequest extends ContactMethod {
  readonly person: string;
  readonly first: boolean;
}

/** Contact methods beside those of the rules: none is used for pages before a code that was sent to it has come back. */
export interface ContactMethods {
  /** Those that were added and proved, the oldest first. */
  list(person: string): Promise<readonly AddedMethod[]>;
  /** Sends the code. Refused: the address is somebody's, there are too many, or no provider took it. */
  begin(
    request: MethodRequest,
    actor: Actor,
  ): Promise<ActionResult<{ readonly id: string; readonly expiresAt: number }> | Limited>;
  /** In force in this process when it resolves, in all others before their next decision. */
  confirm(
    request: { readonly person: string; readonly id: string; readonly code: string },
    actor: Actor,
  ): Promise<ActionResult<AddedMethod> | Limited>;
  remove(request: { readonly person: string; readonly id: string }, actor: Actor): Promise<ActionResult<AddedMethod>>;
}

export interface ContactMethodDeps {
  readonly methods: AddedMethodStore;
  readonly pending: LoginStore;
  readonly limiter: RateLimiter;
  readonly trail: AuditTrail;
  readonly tell: TellPerson;
  readonly rules: () => Rules;
  /** Takes what was changed into force here. */
  readonly refresh: () => Promise<void>;
  readonly clock: Clock;
}

const codeDigits = 6;
const lifeSeconds = 900;
const mostAttempts = 5;
const mostPerPerson = 5;
/** Codes cost money and annoy whoever gets them: few for a person, and few to an address, whoever asks. */
const perPerson = { count: 5, seconds: 3600 };
const perAddress = { count: 3, seconds: 3600 };

export function createContactMethods(deps: ContactMethodDeps): ContactMethods {
  const list = async (person: string) => (await all(deps)).filter((method) => method.person === person);
  return {
    list,
    begin: async (request, actor) => begin(deps, { ...request, known: (await list(request.person)).length }, actor),
    confirm: (request, actor) => confirm(deps, request, actor),
    remove: (request, actor) => remove(deps, request, actor),
  };
}

async function all({ methods }: ContactMethodDeps): Promise<readonly AddedMethod[]> {
  return (await methods.readCurrent(null)).methods ?? [];
}

async function begin(
  deps: ContactMethodDeps,
  request: MethodRequest & { readonly known: number },
  actor: Actor,
): Promise<ActionResult<{ readonly id: string; readonly expiresAt: number }> | Limited> {
  const { channel, to, first } = request;
  const person = deps.rules().people.get(request.person);
  if (person === undefined) return { kind: 'not-found', text: `there is no person ${request.person}` };
  const refused = refusalOf(deps, request);
  if (refused !== null) return refused;
  const wait = Math.max(
    await deps.limiter.take(`method:${person.name}`, perPerson),
    await deps.limiter.take(`method-to:${digest(`${channel} ${to}`)}`, perAddress),
  );
  if (wait > 0) return { kind: 'limited', retryAfterSeconds: wait };
  const id = randomBytes(8).toString('hex');
  const code = String(randomInt(10 ** codeDigits)).padStart(codeDigits, '0');
  const pending = { id, person: person.name, codeHash: digest(`${id} ${code}`), method: { channel, to, first } };
  await deps.pending.keep(pending, lifeSeconds);
  const sent = await deps.tell(
    onlyBy(person, { channel, to }),
    renderMethodCode(code, person.displayName, lifeSeconds),
    {
      urgency: 'high',
      only: channel,
      validitySeconds: lifeSeconds,
    },
  );
  if (!sent) {
    await deps.pending.take(id);
    return {
      kind: 'refused',
      code: 'not-sent',
      text: `no provider has taken the code for ${maskAddress(to)}: nothing was added, and a code that comes all the same is of no use; try again later`,
    };
  }
  await deps.trail.note({ ...byActor(actor), action: 'contact-methods.begin', target: targetOf(person.name, request) });
  return { kind: 'done', value: { id, expiresAt: deps.clock.now() + lifeSeconds * 1000 } };
}

function refusalOf(
  { rules }: ContactMethodDeps,
  { known, ...method }: MethodRequest & { readonly known: number },
): Extract<ActionResult<never>, { kind: 'refused' }> | null {
  const owner = ownerOf(rules(), method);
  if (owner !== undefined) {
    const whose = owner.name === method.person ? 'it is one of their contact methods already' : "it is somebody else's";
    return { kind: 'refused', code: 'address-taken', text: `${maskAddress(method.to)} cannot be added: ${whose}` };
  }
  if (known < mostPerPerson) return null;
  const text = `${method.person} has added ${mostPerPerson} contact methods already: remove one first`;
  return { kind: 'refused', code: 'too-many', text };
}

async function confirm(
  deps: ContactMethodDeps,
  request: { readonly person: string; readonly id: string; readonly code: string },
  actor: Actor,
): Promise<ActionResult<AddedMethod> | Limited> {
  const { person, id, code } = request;
  const pending = await deps.pending.attempt(id, mostAttempts);
  const method = pending?.person === person ? pending.method : undefined;
  const written = Buffer.from(digest(`${id} ${code}`), 'hex');
  const isRight = pending !== null && timingSafeEqual(written, Buffer.from(pending.codeHash, 'hex'));
  if (method === undefined || !isRight || !(await deps.pending.take(id))) {
    await deps.trail.note({ ...byActor(actor), action: 'contact-methods.add', target: person, refused: 'wrong-code' });
    const text = 'the code is wrong, older than 15 minutes, used already, or was tried too often: begin anew';
    return { kind: 'refused', code: 'wrong-code', text };
  }
  const refused = refusalOf(deps, { ...method, person, known: 0 });
  if (refused !== null) return refused;
  const before = deps.rules().people.get(person);
  const added: AddedMethod = { v: 1, id, person, ...method, verifiedAt: deps.clock.now(), addedBy: actor.person };
  await deps.methods.add(added);
  await deps.refresh();
  await deps.trail.note({
    ...byActor(actor),
    action: 'contact-methods.add',
    target: targetOf(person, method),
    after: { id, channel: method.channel, first: method.first },
  });
  if (before !== undefined) {
    await deps.tell(before, renderMethodAdded(method, actor.person), { urgency: 'low', validitySeconds: lifeSeconds });
  }
  return { kind: 'done', value: added };
}

async function remove(
  deps: ContactMethodDeps,
  { person, id }: { readonly person: string; readonly id: string },
  actor: Actor,
): Promise<ActionResult<AddedMethod>> {
  const known = await deps.methods.read(id);
  if (known?.person !== person || !(await deps.methods.remove(id))) {
    const text = `${person} has added no contact method ${id}; those of the rules files are changed there`;
    return { kind: 'not-found', text };
  }
  await deps.refresh();
  await deps.trail.note({
    ...byActor(actor),
    action: 'contact-methods.remove',
    target: targetOf(person, known),
    before: { id, channel: known.channel, first: known.first },
  });
  return { kind: 'done', value: known };
}

/** The person as if they had this address alone. */
function onlyBy(person: Person, { channel, to }: ContactMethod): Person {
  return { ...person, sms: channel === 'sms' ? [to] : [], email: channel === 'email' ? [to] : [] };
}

function targetOf(person: string, { channel, to }: ContactMethod): string {
  return `${channel} ${maskAddress(to)} of ${person}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

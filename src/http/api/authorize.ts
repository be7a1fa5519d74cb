import type { Action, ActionResources, Caller, Verdict } from '../../domain/access.js';
import type { Access } from '../../engine/access/access.js';
import { judgeAction, targetOf } from '../../pipeline/access/judge-action.js';
import type { RulesView } from '../../ports.js';
import { ApiError } from './api-error.js';

interface Asked<A extends Action> {
  readonly action: A;
  readonly resource: ActionResources[A];
  /** The body as it came: what `requestAccess` sends again. */
  readonly body: unknown;
}

type Refusal = Extract<Verdict, { readonly kind: 'refused' }>;

/** Throws a 403 that says who may, and how to ask them, unless the caller may. A refused change leaves a record. */
export async function authorize<A extends Action>(
  ports: { readonly rules: RulesView; readonly access: Pick<Access, 'trail'> },
  asked: Asked<A>,
  caller: Caller,
): Promise<void> {
  const { action, resource } = asked;
  const rules = ports.rules.rules();
  const verdict =
    inAnothersName(caller, asked.body) ?? judgeAction({ principal: caller.principal, action, resource }, rules);
  if (verdict.kind === 'allowed') return;
  if (changesSomething(action)) {
    const target = targetOf(action, resource);
    await ports.access.trail.note({
      caller,
      action,
      target,
      refused: verdict.code,
      reason: fieldOf(asked.body, 'reason'),
    });
  }
  const mayAsk = (span: ActionResources['access-requests.create']) =>
    judgeAction({ principal: caller.principal, action: 'access-requests.create', resource: span }, rules);
  const asks = action === 'windows.open' && isSpan(resource) && mayAsk(resource).kind === 'allowed';
  throw refusal(verdict, { asked: { action, target: targetOf(action, resource) }, body: asks ? asked.body : null });
}

function refusal(
  { code, text, whoMay }: Refusal,
  {
    asked,
    body,
  }: { readonly asked: { readonly action: string; readonly target: string | null }; readonly body: unknown },
): ApiError {
  const names = whoMay.map(({ displayName, because }) => `${displayName} (${because})`).join(', ');
  const asks = body !== null && whoMay.length > 0;
  return new ApiError({
    status: 403,
    code,
    title: 'You may not do this',
    detail: whoMay.length === 0 ? text : `${text}. Who may: ${names}`,
    extensions: {
      asked,
      whoMay,
      ...(asks ? { requestAccess: { method: 'POST', path: '/api/v1/access-requests', body } } : {}),
    },
  });
}

/** Only ADMIN_TOKEN, which is nobody's own, may name in `by` who acts. */
function inAnothersName({ principal }: Caller, body: unknown): Refusal | null {
  const by = fieldOf(body, 'by');
  if (by === null || by === principal.name || principal.kind === 'admin') return null;
  const text = `${principal.name} may not act in the name of ${by}: leave out by`;
  return { kind: 'refused', code: 'not-yourself', text, whoMay: [] };
}

function changesSomething(action: Action): boolean {
  return !action.endsWith('.read') && action !== 'alerts.explain';
}

function isSpan(resource: ActionResources[Action]): resource is ActionResources['windows.open'] {
  return resource !== null && 'match' in resource;
}

function fieldOf(body: unknown, name: 'by' | 'reason'): string | null {
  const value = typeof body === 'object' && body !== null && Object.hasOwn(body, name) ? Reflect.get(body, name) : null;
  return typeof value === 'string' ? value.slice(0, 500) : null;
}

import { z } from 'zod';
import type { Action, ActionResources, Caller } from '../../domain/access.js';
import type { Access } from '../../engine/access/access.js';
import type { Reconcile } from '../../engine/reconcile/reconcile.js';
import type { Operations } from '../../engine/use-cases.js';
import type { Verification } from '../../engine/verification.js';
import type { Clock, FeedStore, IdempotencyStore, Log, Metrics, OutboxStore, RulesView, Source } from '../../ports.js';
import type { Ledger } from '../../ports-ledger.js';
import { authorize } from './authorize.js';
import { readInput } from './read-input.js';

/** What the admin API is made of. */
export interface ApiPorts {
  readonly operations: Operations;
  readonly access: Access;
  readonly ledger: Pick<
    Ledger,
    'readIncident' | 'listIncidents' | 'readTimeline' | 'listNotifications' | 'listDeadLetters'
  > & {
    readonly windows: Pick<Ledger['windows'], 'read'>;
    readonly overrides: Pick<Ledger['overrides'], 'read'>;
    readonly recurring: Pick<Ledger['recurring'], 'read'>;
  };
  /** Null: no source can be asked. */
  readonly reconcile: Pick<Reconcile, 'look'> | null;
  readonly verification: Verification;
  readonly feeds: Pick<FeedStore, 'read'>;
  readonly outbox: Pick<OutboxStore, 'list'>;
  readonly rules: RulesView;
  readonly idempotency: IdempotencyStore;
  /** The address of a calendar. */
  readonly feedUrl: (token: string) => string;
  /** All sources, for `explain` of their payloads. */
  readonly sources: readonly Source[];
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** One request as the router hands it over, not yet read. */
export interface RawRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly caller: Caller;
}

/** One route of the admin API: its schemas make the documentation, `answer` makes the body. */
export interface Route {
  readonly method: 'get' | 'post' | 'delete';
  /** Below `/api/v1`, in Express's form: `/incidents/:id`. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  /** What somebody must be allowed to do; `public`: nothing. */
  readonly action: Action;
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body: z.ZodObject;
  readonly response: z.ZodType;
  readonly status: 200 | 201 | 202;
  /** Answers to refusals, beside 400, 401 and 403. */
  readonly refusals: readonly (404 | 409 | 429)[];
  /** Honors `Idempotency-Key`. */
  readonly creates: boolean;
  answer(ports: ApiPorts, request: RawRequest): Promise<unknown>;
}

/** Schemas of a part that a route does not have. */
export const Nothing = z.strictObject({});

interface RouteSpec<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodObject, R extends z.ZodType>
  extends Pick<Route, 'method' | 'path' | 'operationId' | 'tag' | 'summary'> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly response: R;
  readonly status?: Route['status'];
  readonly refusals?: Route['refusals'];
  readonly creates?: boolean;
  run(ports: ApiPorts, input: RouteInput<P, Q, B>): Promise<z.input<R>>;
}

/** The action of a route; one that acts on something says on what (`on`), and is asked about that before it runs. */
type Guarded<A extends Action, Input> = { readonly action: A } & (ActionResources[A] extends null
  ? { readonly on?: undefined }
  : { on(ports: ApiPorts, input: Input): ActionResources[A] | Promise<ActionResources[A]> });

interface RouteInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly body: z.output<B>;
  readonly caller: Caller;
}

/**
 * Binds the schemas, the action and the code of a route: `run` gets what its schemas promise, answers what they promise,
 * and runs only for who may. A route without an action does not compile.
 */
export function defineRoute<
  A extends Action,
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodObject,
  R extends z.ZodType,
>(spec: RouteSpec<P, Q, B, R> & Guarded<A, RouteInput<P, Q, B>>): Route {
  const { action, on }: OpenGuard<RouteInput<P, Q, B>> = spec;
  return {
    ...spec,
    status: spec.status ?? 200,
    refusals: spec.refusals ?? [],
    creates: spec.creates ?? false,
    async answer(ports, raw) {
      const input = {
        params: readInput(spec.params, raw.params),
        query: readInput(spec.query, raw.query),
        body: readInput(spec.body, raw.body ?? {}),
        caller: raw.caller,
      };
      const resource = on === undefined ? null : await on(ports, input);
      await authorize(ports, { action, resource, body: raw.body }, raw.caller);
      return spec.run(ports, input);
    },
  };
}

interface OpenGuard<Input> {
  readonly action: Action;
  readonly on?:
    | ((ports: ApiPorts, input: Input) => ActionResources[Action] | Promise<ActionResources[Action]>)
    | undefined;
}

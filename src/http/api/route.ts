import { z } from 'zod';
import type { Operations } from '../../engine/use-cases.js';
import type { Clock, IdempotencyStore, Log, Metrics, OutboxStore, RulesView, Source } from '../../ports.js';
import type { Ledger } from '../../ports-ledger.js';
import { readInput } from './read-input.js';

/** What the admin API is made of. */
export interface ApiPorts {
  readonly operations: Operations;
  readonly ledger: Pick<
    Ledger,
    'readIncident' | 'listIncidents' | 'readTimeline' | 'listNotifications' | 'listDeadLetters'
  > & { readonly windows: Pick<Ledger['windows'], 'read'> };
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
  /** `cli` or `api`, for the timeline. */
  readonly via: string;
}

/** One route of the admin API: its schemas make the documentation, `answer` makes the body. */
export interface Route {
  readonly method: 'get' | 'post' | 'delete';
  /** Below `/api/v1`, in Express's form: `/incidents/:id`. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body: z.ZodObject;
  readonly response: z.ZodType;
  readonly status: 200 | 201 | 202;
  /** Answers to refusals, beside 400 and 401. */
  readonly refusals: readonly (404 | 409)[];
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

interface RouteInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly body: z.output<B>;
  readonly via: string;
}

/** Binds the schemas and the code of a route: `run` gets what its schemas promise, and answers what they promise. */
export function defineRoute<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodObject, R extends z.ZodType>(
  spec: RouteSpec<P, Q, B, R>,
): Route {
  return {
    ...spec,
    status: spec.status ?? 200,
    refusals: spec.refusals ?? [],
    creates: spec.creates ?? false,
    answer: (ports, raw) =>
      spec.run(ports, {
        params: readInput(spec.params, raw.params),
        query: readInput(spec.query, raw.query),
        body: readInput(spec.body, raw.body ?? {}),
        via: raw.via,
      }),
  };
}

import { createHash } from 'node:crypto';
import type { IdempotencyStore, KeptAnswer } from '../../ports.js';
import { ApiError, invalid } from './api-error.js';

interface Once {
  /** The `Idempotency-Key` header. */
  readonly key: string;
  /** Method and path, part of the key. */
  readonly route: string;
  readonly body: unknown;
}

/** Answers a creating request once per key: a repetition gets the kept answer, a different request is refused. */
export async function answerOnce(
  store: IdempotencyStore,
  { key, route, body }: Once,
  answer: () => Promise<{ readonly status: number; readonly body: string }>,
): Promise<KeptAnswer & { readonly replayed: boolean }> {
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw invalid([{ path: 'Idempotency-Key', message: 'expected 1 to 255 printable characters' }]);
  }
  const name = hash(`${route}\n${key}`);
  const fingerprint = hash(JSON.stringify(body ?? null));
  const reserved = await store.reserve(name);
  if (reserved.kind === 'busy') throw busy();
  if (reserved.kind === 'kept') return { ...sameRequest(reserved.answer, fingerprint), replayed: true };
  const made = { fingerprint, ...(await orRelease(store, name, answer)) };
  // It is done: not being able to keep the answer must not make it look undone.
  await store.keep(name, made).catch(() => undefined);
  return { ...made, replayed: false };
}

async function orRelease<T>(store: IdempotencyStore, name: string, answer: () => Promise<T>): Promise<T> {
  try {
    return await answer();
  } catch (error) {
    await store.release(name).catch(() => undefined);
    throw error;
  }
}

function sameRequest(answer: KeptAnswer, fingerprint: string): KeptAnswer {
  if (answer.fingerprint === fingerprint) return answer;
  throw new ApiError({
    status: 422,
    code: 'idempotency-key-reused',
    title: 'The Idempotency-Key was used for another request',
  });
}

function busy(): ApiError {
  return new ApiError({
    status: 409,
    code: 'request-in-progress',
    title: 'A request with this Idempotency-Key is in progress',
  });
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

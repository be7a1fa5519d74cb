import { maskText } from '../domain/mask-text.js';

const SECRET_KEY = /(authorization|token|secret|password|passwd|api[-_]?key|cookie|signature|credential)/i;
const SAFE_KEY = /^(tokens?Valid|tokenCount)$/;
const MAX_DEPTH = 6;

/** Fields of a log line: secrets by key are gone, texts are masked, errors become plain records. */
export function maskFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return maskRecord(Object.entries(fields), 0);
}

function maskRecord(entries: Iterable<[string, unknown]>, depth: number): Record<string, unknown> {
  const masked: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    const secret = SECRET_KEY.test(key) && !SAFE_KEY.test(key) && typeof value !== 'boolean';
    masked[key] = secret ? '•••' : maskValue(value, depth + 1);
  }
  return masked;
}

function maskValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return maskText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return '…';
  if (value instanceof Error) return maskError(value, depth);
  if (value instanceof Date) return value.toJSON();
  if (Array.isArray(value) || value instanceof Set) return [...value].map((item) => maskValue(item, depth + 1));
  if (value instanceof Map)
    return maskRecord(
      [...value].map(([key, item]) => [String(key), item]),
      depth,
    );
  return maskRecord(Object.entries(value), depth);
}

function maskError(error: Error, depth: number): Record<string, unknown> {
  return {
    type: error.name,
    message: maskText(error.message),
    ...('code' in error ? { code: maskValue(error.code, depth + 1) } : {}),
    ...(error.stack === undefined ? {} : { stack: maskText(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: maskValue(error.cause, depth + 1) }),
  };
}

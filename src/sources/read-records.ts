import type { InputFault, SourceRequest } from '../ports.js';
import { decodeText } from './decode-text.js';
import { parseForm } from './parse-form.js';
import { parseJson } from './parse-json.js';

export type RawRecord = Readonly<Record<string, unknown>>;

/** What a request carries, before anything is known of its fields. `isArray`: several alerts (a flushed spool). */
export type Records =
  | { readonly kind: 'records'; readonly records: readonly RawRecord[]; readonly isArray: boolean }
  | { readonly kind: 'unreadable'; readonly faults: readonly InputFault[] };

const maxAlertsPerRequest = 1000;

/**
 * Reads a form, a JSON object or a JSON array of objects out of a body. What looks like JSON is read as JSON: `curl -d`
 * calls everything a form.
 */
export function readRecords(request: SourceRequest): Records {
  if (!looksLikeJson(request)) return { kind: 'records', records: [parseForm(request.body)], isArray: false };
  const parsed = parseJson(decodeText(request.body));
  if (parsed.kind === 'refused') return unreadable('body', parsed.message);
  if (!Array.isArray(parsed.value)) return checkRecords([parsed.value], false);
  if (parsed.value.length === 0) return unreadable('body', 'is an empty array: send at least one alert');
  if (parsed.value.length > maxAlertsPerRequest) {
    return unreadable('body', `has ${parsed.value.length} alerts; send at most ${maxAlertsPerRequest} at once`);
  }
  return checkRecords(parsed.value, true);
}

function looksLikeJson({ contentType, body }: SourceRequest): boolean {
  if (/[/+]json$/.test(contentType)) return true;
  return /^(?:\xEF\xBB\xBF)?\s*[{[]/.test(body.subarray(0, 64).toString('latin1'));
}

function checkRecords(values: readonly unknown[], isArray: boolean): Records {
  const faults = values.flatMap((value, index) =>
    isRecord(value) ? [] : [{ path: isArray ? `[${index}]` : 'body', message: 'is not an object with fields' }],
  );
  if (faults.length > 0) return { kind: 'unreadable', faults };
  return { kind: 'records', records: values.filter(isRecord), isArray };
}

function isRecord(value: unknown): value is RawRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(path: string, message: string): Records {
  return { kind: 'unreadable', faults: [{ path, message }] };
}

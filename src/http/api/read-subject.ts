import type { DraftAlert } from '../../domain/alert.js';
import { didYouMean } from '../../domain/nearest-name.js';
import type { InputFault, Parsed, Source } from '../../ports.js';

/** What to explain: one draft alert and the source that reads it. */
export type Subject =
  | { readonly kind: 'draft'; readonly draft: DraftAlert; readonly source: string }
  | { readonly kind: 'unreadable'; readonly faults: readonly InputFault[] };

type Refusal = Extract<Subject, { readonly kind: 'unreadable' }>;

const GENERIC = 'generic';

/**
 * Reads what somebody wants explained: `{source, payload}`, the payload of any source (the first that can read it), a
 * generic alert, where `kind` and `summary` may be left out, or the text of a form.
 */
export function readSubject(sources: readonly Source[], written: unknown): Subject {
  const envelope = isRecord(written) && 'payload' in written ? written : null;
  if (envelope === null) return firstReadable(sources, written);
  const name = typeof envelope.source === 'string' ? envelope.source : GENERIC;
  const source = sources.find((candidate) => candidate.name === name);
  if (source !== undefined) return subjectOf(source, parse(source, complete(source, envelope.payload)));
  const suggestion = didYouMean(
    name,
    sources.map((candidate) => candidate.name),
  );
  return { kind: 'unreadable', faults: [{ path: 'source', message: `unknown source "${name}"${suggestion}` }] };
}

function firstReadable(sources: readonly Source[], written: unknown): Subject {
  for (const source of sources.filter(({ name }) => name !== GENERIC)) {
    const subject = subjectOf(source, parse(source, written));
    if (subject.kind === 'draft') return subject;
  }
  const generic = sources.find(({ name }) => name === GENERIC);
  if (generic === undefined) return { kind: 'unreadable', faults: [{ path: '', message: 'no source can read this' }] };
  const claimed = claimedSource(sources, written);
  const subject = subjectOf(generic, parse(generic, complete(generic, claimed.alert)));
  if (subject.kind === 'unreadable') return nearestRefusal(sources, written, subject);
  return claimed.source === null ? subject : { ...subject, source: claimed.source };
}

/** The faults of the source that comes nearest to reading it. */
function nearestRefusal(sources: readonly Source[], written: unknown, generic: Refusal): Refusal {
  let nearest = generic;
  for (const source of sources.filter(({ name }) => name !== GENERIC)) {
    const parsed = parse(source, written);
    if (parsed.kind === 'unreadable' && parsed.faults.length < nearest.faults.length) nearest = parsed;
  }
  return nearest;
}

/** A question may speak of an alert of any source in the generic shape; the generic source takes no other's name. */
function claimedSource(
  sources: readonly Source[],
  written: unknown,
): { readonly source: string | null; readonly alert: unknown } {
  if (!isRecord(written)) return { source: null, alert: written };
  const { source, ...alert } = written;
  const known = sources.find(({ name }) => name === source && name !== GENERIC);
  return known === undefined ? { source: null, alert: written } : { source: known.name, alert };
}

/** A question about an alert needs no text of it: a generic one without kind or summary is a problem. */
function complete(source: Source, written: unknown): unknown {
  if (source.name !== GENERIC || !isRecord(written)) return written;
  return {
    kind: 'problem',
    summary: String(written.check ?? written.host ?? written.service ?? 'explained'),
    ...written,
  };
}

function parse(source: Source, written: unknown): Parsed {
  const form = typeof written === 'string';
  return source.parse({
    method: 'POST',
    query: new URLSearchParams(),
    contentType: form ? 'application/x-www-form-urlencoded' : 'application/json',
    body: Buffer.from(form ? written : JSON.stringify(written ?? null)),
  });
}

function subjectOf(source: Source, parsed: Parsed): Subject {
  if (parsed.kind === 'unreadable') return parsed;
  const [draft, ...more] = parsed.drafts;
  if (draft === undefined || more.length > 0) {
    return { kind: 'unreadable', faults: [{ path: '', message: 'expected exactly one alert' }] };
  }
  return { kind: 'draft', draft, source: draft.source ?? source.name };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

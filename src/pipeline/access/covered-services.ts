import type { WindowSpan } from '../../domain/access.js';

const IS_PATTERN = /[*?]|^!|^\/.*\/$/;

/** The services that a window names, and nothing else of it; null: a matcher of it reaches beyond named services. */
export function coveredServices({ services, match }: Pick<WindowSpan, 'services' | 'match'>): readonly string[] | null {
  const named = match.map(({ service }) => (service === undefined ? [] : [service].flat()));
  const reachesBeyond = named.some((names) => names.length === 0 || names.some((name) => IS_PATTERN.test(name)));
  return reachesBeyond ? null : [...new Set([...services, ...named.flat()])];
}

/** `parsoid, mysql`, or with matchers `parsoid and checks that match`. */
export function describeCover(span: Pick<WindowSpan, 'services' | 'match'>): string {
  const parts = [...span.services, ...(span.match.length === 0 ? [] : ['matching checks'])];
  return parts.join(', ');
}

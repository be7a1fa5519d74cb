import { cutToLength } from './cut-text.js';
import type { DescribedPage } from './describe-pages.js';
import { shortTime } from './format-time.js';

const IN_A_MAIL = 20;
const TITLE_LENGTH = 120;

interface Reader {
  /** UTC ms */
  readonly now: number;
  /** IANA zone. */
  readonly timezone: string;
}

/** Told of what was over before the reader's quiet hours let its page go. */
export function isUnheard({ page }: DescribedPage): boolean {
  return page.reason === 'unheard';
}

/** `Ended during your quiet hours: Parsoid: load of wtp3 (01:40 to 02:40); …` */
export function endedInFull(ended: readonly DescribedPage[], { now, timezone }: Reader): string {
  const named = ended.slice(0, IN_A_MAIL).map(({ title, since, resolvedAt, resolvedBy }) => {
    const [from, to] = [since ?? now, resolvedAt ?? now].map((at) => shortTime(at, now, timezone));
    const by = resolvedBy === null ? '' : `, resolved by ${resolvedBy}`;
    return `${cutToLength(title, TITLE_LENGTH)} (${from} to ${to}${by})`;
  });
  return `Ended during your quiet hours: ${named.join('; ')}${rest(ended.length - named.length)}`;
}

/** The same for a text: the first by name. */
export function endedInShort(ended: readonly DescribedPage[]): string {
  const [first] = ended;
  if (first === undefined) return '';
  return `Ended during your quiet hours: ${cutToLength(first.title, TITLE_LENGTH)}${rest(ended.length - 1)}`;
}

function rest(count: number): string {
  return count > 0 ? ` and ${count} more` : '';
}

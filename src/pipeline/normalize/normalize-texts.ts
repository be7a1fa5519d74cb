import type { DraftAlert } from '../../domain/alert.js';
import { cleanLine, cleanLines, cutText } from './clean-text.js';

const longest = { summary: 1024, details: 8000, labels: 100, labelName: 100, labelValue: 1000 } as const;

/** First line as summary, the rest as details; a summary that had to be cut stands in the details in full. */
export function normalizeTexts(draft: DraftAlert): { readonly summary: string; readonly details: string } {
  const [first = '', ...further] = cleanLines(draft.summary).split('\n');
  const line = cleanLine(first);
  const summary = line === '' ? `${cleanLine(draft.sourceState ?? draft.kind)}, no output` : line;
  const parts = [
    summary.length > longest.summary && [...summary].length > longest.summary ? summary : '',
    further.join('\n'),
    cleanLines(draft.details ?? ''),
  ];
  const details = parts.filter((part) => part.trim() !== '').join('\n');
  return { summary: cutText(summary, longest.summary), details: cutText(details, longest.details) };
}

/** One clean line, or null when nothing of it is left. */
export function normalizeLine(text: string | undefined, length: number): string | null {
  const line = cutText(cleanLine(text ?? ''), length);
  return line === '' ? null : line;
}

/** Clean and bounded. An empty label is the same as none. */
export function normalizeLabels(labels: DraftAlert['labels']): Record<string, string> {
  const entries = Object.entries(labels ?? {}).slice(0, 5 * longest.labels);
  const clean = entries.map(([name, value]) => [
    cutText(cleanLine(name), longest.labelName),
    cutText(cleanLine(value), longest.labelValue),
  ]);
  return Object.fromEntries(clean.filter(([name, value]) => name !== '' && value !== '').slice(0, longest.labels));
}

import type { Severity } from '../../domain/severity.js';

export interface IcingaState {
  readonly word: string;
  readonly failing: boolean;
  /** Of a failing state. */
  readonly severity?: Severity;
}

const states: ReadonlyMap<string, IcingaState> = new Map(
  [
    { word: 'OK', failing: false },
    { word: 'UP', failing: false },
    { word: 'WARNING', failing: true, severity: 'warning' as const },
    { word: 'CRITICAL', failing: true, severity: 'critical' as const },
    { word: 'DOWN', failing: true, severity: 'critical' as const },
    { word: 'UNKNOWN', failing: true, severity: 'error' as const },
    { word: 'UNREACHABLE', failing: true, severity: 'error' as const },
  ].map((state) => [state.word, state]),
);

const wordsById = {
  host: ['UP', 'DOWN', 'UNREACHABLE'],
  service: ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'],
} as const;

/** State by word in any case (`CRITICAL`) or by number (`2`); undefined when it is neither. */
export function readState(subject: 'host' | 'service', text: string): IcingaState | undefined {
  const word = text.trim().toUpperCase();
  return states.get(/^\d$/.test(word) ? (wordsById[subject][Number(word)] ?? '') : word);
}

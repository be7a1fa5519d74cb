import type { z } from 'zod';
import { formatDuration } from '../../domain/duration.js';
import type { WindowResource } from '../../http/api/resources/window-resource.js';
import { paint, type Terminal } from '../terminal.js';
import { cell } from './table.js';
import { localTime } from './time.js';

type Window = z.output<typeof WindowResource>;

export const WINDOW_COLUMNS = ['ID', 'STATE', 'COVERS', 'START', 'END', 'BY', 'REASON'];

/** A window in two lines. */
export function printWindow(terminal: Terminal, window: Window): void {
  const now = terminal.now();
  terminal.out(`${paint(terminal, 'bold', window.id)}  ${stateText(terminal, window)}  ${covers(window)}`);
  terminal.out(
    `  from ${localTime(window.startsAt, now)} to ${localTime(window.endsAt, now)}: ${cell(window.reason, 200)}`,
  );
  if (window.effect === 'email-only') terminal.out('  pages go out by email only');
  if (window.settle !== null && window.state === 'active') {
    terminal.out(`  its work is done: it ends once all is quiet for ${formatDuration(window.settle.quietSeconds)}`);
  }
  if (window.unchanged !== undefined) terminal.out(`  ${window.unchanged}`);
}

/** A window as a row of WINDOW_COLUMNS. */
export function windowRow(terminal: Terminal, window: Window): readonly string[] {
  const now = terminal.now();
  return [
    window.id,
    stateText(terminal, window),
    cell(covers(window), 40),
    localTime(window.startsAt, now),
    localTime(window.endsAt, now),
    window.endedBy === null ? window.createdBy : `${window.createdBy}, ended by ${window.endedBy}`,
    cell(window.reason),
  ];
}

/** What a window covers, as one writes it: services, then matchers as `--match` takes them. */
export function covers({ services, match }: Pick<Window, 'services' | 'match'>): string {
  return [...services, ...match.map(matcherText)].join(', ');
}

/** As `--match` takes it: `host=web* dc=eqiad`. */
function matcherText({ labels = {}, ...fields }: Window['match'][number]): string {
  const patterns = Object.entries({ ...fields, ...labels });
  return patterns.map(([field, pattern]) => `${field}=${[pattern].flat().join('|')}`).join(' ');
}

function stateText(terminal: Terminal, { state }: Window): string {
  return state === 'active' ? paint(terminal, 'yellow', state) : state;
}

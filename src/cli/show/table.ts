import { paint, plain, type Terminal } from '../terminal.js';

const ANSI = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

/** Prints aligned columns under their names; the last column is not padded. Empty: `whenEmpty`. */
export function printTable(
  terminal: Terminal,
  table: {
    readonly columns: readonly string[];
    readonly rows: readonly (readonly string[])[];
    readonly whenEmpty: string;
  },
): void {
  if (table.rows.length === 0) {
    terminal.out(table.whenEmpty);
    return;
  }
  const head = table.columns.map((name) => paint(terminal, 'dim', name));
  const rows = [head, ...table.rows.map((row) => row.map((cell) => cell.replaceAll('\n', ' ')))];
  const widths = table.columns.map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ''))));
  for (const row of rows) {
    const line = row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell))).join('  ');
    terminal.out(line.trimEnd());
  }
}

/** A text from outside for a table cell: one line, no control characters, at most `max` characters. */
export function cell(text: string | null, max = 60): string {
  const line = plain(text ?? '-').replace(/\s+/g, ' ');
  const letters = [...line];
  return letters.length > max ? `${letters.slice(0, max - 1).join('')}…` : line;
}

function width(text: string): number {
  return [...text.replace(ANSI, '')].length;
}

/** What commands see of the world around them; tests give their own. */
export interface Terminal {
  /** Writes one line to standard output. */
  out(line: string): void;
  /** Writes one line to standard error. */
  err(line: string): void;
  readonly color: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** UTC ms. */
  now(): number;
  /** A file's text; `-` is standard input. */
  read(path: string): Promise<string>;
  /** Asks the person at the terminal; at the end of the input the answer is empty. */
  ask(question: string): Promise<string>;
  /** Runs a program on this terminal, its input and output untouched; signals that come meanwhile are handed to it. */
  run(program: string, args: readonly string[]): Promise<ProgramEnd>;
}

/** How a program ended. */
export type ProgramEnd =
  | { readonly kind: 'exited'; readonly code: number }
  /** By this signal, or it ended as it liked after we had been told to end. `code`: what a shell would say. */
  | { readonly kind: 'interrupted'; readonly signal: string; readonly code: number }
  /** It was never run. `code`: 127 there is none, 126 it cannot be run. */
  | { readonly kind: 'not-run'; readonly because: string; readonly code: number };

type Color = 'red' | 'yellow' | 'green' | 'blue' | 'dim' | 'bold';

const CODES: Readonly<Record<Color, number>> = { red: 31, yellow: 33, green: 32, blue: 36, dim: 2, bold: 1 };

/** Colors a text where the terminal shows colors. */
export function paint(terminal: Pick<Terminal, 'color'>, color: Color, text: string): string {
  return terminal.color ? `\u001B[${CODES[color]}m${text}\u001B[0m` : text;
}

/** Control characters of an alert must not steer the terminal of the reader. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) => (character === '\n' || character === '\t' ? character : '�'));
}

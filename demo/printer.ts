const width = 98;
const body = 9;

/** Stands between words that must stay on one line. */
export const unbroken = '\u00A0';

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
type Style = keyof typeof codes;

/** Where the lines of the story go. */
export interface Paper {
  write(line: string): void;
  /** Only a terminal shows colors. */
  readonly color: boolean;
}

/** Sets the story: times in a left column, everything else beside it, at most 98 columns. */
export interface Printer {
  title(text: string): void;
  act(name: string, title: string): void;
  paragraph(text: string): void;
  /** `23:46` and what happens then. */
  moment(time: string, text: string): void;
  /** A label (`SMS`), whom it concerns, and words as they really were. */
  message(label: string, who: string, words: readonly string[]): void;
  /** A command line as it was given, and what it answered. */
  command(line: string, answer: readonly string[]): void;
  /** A sentence beside the times. */
  sentence(text: string): void;
  /** Rows of name and text under a heading; wrapped. */
  rows(heading: string, rows: readonly (readonly [name: string, text: string])[]): void;
  /** A sentence of the story that was checked. */
  claim(text: string, holds: boolean): void;
  blank(): void;
}

export function createPrinter(paper: Paper): Printer {
  const paint = (style: Style, text: string) => (paper.color ? `\u001B[${codes[style]}m${text}\u001B[0m` : text);
  const indent = ' '.repeat(body);
  const put = (line: string) => paper.write(line.trimEnd().replaceAll(unbroken, ' '));

  /** The first line behind `lead` (already `leadWidth` wide), the rest below it. */
  function hanging(lead: string, leadWidth: number, text: string, style: Style | null = null): void {
    const [first = '', ...rest] = wrap(text, width - leadWidth);
    const styled = (line: string) => (style === null ? line : paint(style, line));
    put(lead + styled(first));
    for (const line of rest) put(' '.repeat(leadWidth) + styled(line));
  }

  return {
    title(text) {
      put('');
      put(`  ${paint('bold', text)}`);
      put(`  ${'═'.repeat(width - 2)}`);
      put('');
    },
    act(name, title) {
      put('');
      put('');
      put(`  ${paint('yellow', name)}  ${paint('bold', title)}`);
      put(`  ${'─'.repeat(width - 2)}`);
      put('');
    },
    paragraph(text) {
      hanging('  ', 2, text);
      put('');
    },
    moment(time, text) {
      put('');
      hanging(`  ${paint('bold', time)}  `, body, text, 'bold');
    },
    message(label, who, words) {
      hanging(`${indent}${paint('cyan', label.padEnd(6))} `, body + 7, who);
      for (const line of words.flatMap((word) => wrap(word, width - body - 9))) {
        put(`${indent}${' '.repeat(7)}${paint('dim', '│')} ${line}`);
      }
    },
    command(line, answer) {
      hanging(`${indent}${paint('dim', '$')} `, body + 2, line, 'cyan');
      for (const said of answer) hanging(`${indent}  `, body + 2, said, 'dim');
    },
    sentence: (text) => hanging(indent, body, text),
    rows(heading, rows) {
      hanging(indent, body, heading);
      const names = Math.max(0, ...rows.map(([name]) => name.length));
      for (const [name, text] of rows) hanging(`${indent}  ${name.padEnd(names)}  `, body + names + 4, text);
    },
    claim(text, holds) {
      hanging(`${indent}${holds ? paint('green', '✓') : paint('red', '✗')} `, body + 2, text, holds ? 'dim' : 'red');
    },
    blank: () => put(''),
  };
}

/** Lines of at most `max` characters, broken at spaces. */
function wrap(text: string, max: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > max) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

import type { Command } from 'commander';
import { AuditRecord } from '../../domain/audit-record.js';
import { listOf } from '../../http/api/resources/shared-fields.js';
import { type ChainEnd, type ChainVerdict, createChainReader } from '../../pipeline/audit/verify-chain.js';
import type { ApiClient } from '../api-client.js';
import { CliError } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { cell, printTable } from '../show/table.js';
import { localTime } from '../show/time.js';
import { paint } from '../terminal.js';

interface ListOptions {
  readonly who?: string;
  readonly action?: string;
  readonly outcome?: string;
  readonly target?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit: string;
}

interface VerifyOptions {
  readonly file?: string;
  readonly noted: readonly string[];
}

const Page = listOf(AuditRecord);

/** `pagectl audit list|export|verify` */
export function addAuditCommands(program: Command, context: CommandContext): void {
  const audit = program.command('audit').description('who did what, through what, and what was refused');
  addList(audit, context);
  addExport(audit, context);
  addVerify(audit, context);
}

function addList(audit: Command, { terminal, api, printedJson }: CommandContext): void {
  audit
    .command('list')
    .description('records, the newest first')
    .option('--who <name>', 'a person, admin, robot:NAME')
    .option('--action <action>', 'such as windows.open')
    .option('--outcome <outcome>', 'done or refused')
    .option('--target <text>', 'part of what it was about, such as parsoid')
    .option('--since <instant>', 'such as 2013-04-18T00:00:00Z')
    .option('--until <instant>')
    .option('--limit <count>', 'at most so many', '50')
    .addHelpText('after', '\nExample:\n  pagectl audit list --outcome refused --since 2013-04-18T00:00:00Z')
    .action(async (options: ListOptions, command: Command) => {
      const found = await api(command).get('/audit', Page, { ...options });
      if (printedJson(command, found)) return;
      printTable(terminal, {
        columns: ['#', 'AT', 'WHO', 'VIA', 'ACTION', 'TARGET', 'OUTCOME', 'REASON'],
        rows: found.items.map((record) => [
          String(record.seq),
          localTime(record.at, terminal.now()),
          record.actingAs === null ? record.who : `${record.who} as ${record.actingAs}`,
          record.via,
          record.action,
          cell(record.target, 50),
          record.outcome === 'done' ? record.outcome : paint(terminal, 'red', `${record.outcome}: ${record.code}`),
          cell(record.reason, 50),
        ]),
        whenEmpty: 'No such records.',
      });
      if (found.nextCursor !== null)
        terminal.out('… and more: raise --limit (at most 200), or use `pagectl audit export`');
    });
}

function addExport(audit: Command, { terminal, api }: CommandContext): void {
  audit
    .command('export')
    .description('all records as JSON lines, the oldest first')
    .addHelpText('after', '\nExample:\n  pagectl audit export > audit.jsonl')
    .action(async (_options: unknown, command: Command) => {
      for await (const record of recordsOf(api(command))) terminal.out(JSON.stringify(record));
    });
}

function addVerify(audit: Command, { terminal, api, printedJson }: CommandContext): void {
  audit
    .command('verify')
    .description('read the whole chain, and find what was changed, left out or put in; exit 1 when it is broken')
    .option('--file <path>', 'an exported file instead of the router’s own; - is standard input')
    .option(
      '--noted <seq:hash>',
      'an end that was noted earlier: the chain must still hold it; may be repeated',
      collect,
      [],
    )
    .addHelpText(
      'after',
      '\nExamples:\n  pagectl audit verify\n  pagectl audit verify --file audit.jsonl --noted 120:9f3c…',
    )
    .action(async ({ file, noted }: VerifyOptions, command: Command) => {
      const records = file === undefined ? recordsOf(api(command)) : recordsIn(await terminal.read(file));
      const verdict = await verify(records, noted.map(endOf));
      const printed = printedJson(command, verdict);
      if (verdict.kind === 'broken') throw new CliError(`the audit is broken: ${verdict.text}`, 1);
      if (printed) return;
      terminal.out(`The audit is whole: ${verdict.records} records.`);
      if (verdict.records > 0) terminal.out(`Its end, to be noted elsewhere: ${verdict.last.seq}:${verdict.last.hash}`);
    });
}

async function verify(
  records: AsyncIterable<AuditRecord> | Iterable<AuditRecord>,
  noted: readonly ChainEnd[],
): Promise<ChainVerdict> {
  const reader = createChainReader(noted);
  for await (const record of records) if (reader.read(record) !== null) break;
  return reader.verdict();
}

async function* recordsOf(client: ApiClient): AsyncGenerator<AuditRecord> {
  let cursor: string | undefined;
  do {
    const page: { items: AuditRecord[]; nextCursor: string | null } = await client.get('/audit', Page, {
      order: 'oldest',
      limit: 200,
      cursor,
    });
    yield* page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

function* recordsIn(text: string): Generator<AuditRecord> {
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    yield parseRecord(line, index + 1);
  }
}

function parseRecord(line: string, number: number): AuditRecord {
  try {
    return AuditRecord.parse(JSON.parse(line));
  } catch (cause) {
    throw new CliError(`the audit is broken: line ${number} is no record`, 1, { cause });
  }
}

function endOf(text: string): ChainEnd {
  const [, seq, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined)
    throw new CliError(`--noted ${text}: expected SEQ:HASH as verify prints it`, 2);
  return { seq: Number(seq), hash };
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

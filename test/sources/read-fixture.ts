import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DraftAlert } from '../../src/domain/alert.js';
import type { InputFault, Source, SourceRequest } from '../../src/ports.js';

export function readFixture(path: string): Buffer {
  return readFileSync(join(import.meta.dirname, '../fixtures', path));
}

export function readJsonFixture(path: string): Record<string, unknown> {
  return JSON.parse(readFixture(path).toString('utf8'));
}

/** `NAME=value` lines; the value goes up to the end of the line. */
export function readEnvFixture(path: string): Record<string, string> {
  const lines = readFixture(path).toString('utf8').split('\n');
  const pairs = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('='));
  return Object.fromEntries(pairs.map(([name = '', ...value]) => [name, value.join('=')]));
}

export function jsonRequest(value: unknown): SourceRequest {
  return bodyRequest(JSON.stringify(value), 'application/json');
}

export function formRequest(fields: Record<string, string>): SourceRequest {
  return bodyRequest(new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded');
}

export function bodyRequest(body: string | Buffer, contentType = ''): SourceRequest {
  return { method: 'POST', query: new URLSearchParams(), contentType, body: Buffer.from(body) };
}

export function queryRequest(query: string): SourceRequest {
  return { method: 'GET', query: new URLSearchParams(query), contentType: '', body: Buffer.alloc(0) };
}

/** The one draft of a request that must be readable. */
export function parseOne(source: Source, request: SourceRequest): DraftAlert {
  const parsed = source.parse(request);
  if (parsed.kind === 'unreadable') throw new Error(`unreadable: ${JSON.stringify(parsed.faults)}`);
  const [draft] = parsed.drafts;
  if (draft === undefined || parsed.drafts.length !== 1) throw new Error(`${parsed.drafts.length} drafts`);
  return draft;
}

/** The faults of a request that must be refused. */
export function faultsOf(source: Source, request: SourceRequest): readonly InputFault[] {
  const parsed = source.parse(request);
  if (parsed.kind === 'drafts') throw new Error(`readable: ${JSON.stringify(parsed.drafts)}`);
  return parsed.faults;
}

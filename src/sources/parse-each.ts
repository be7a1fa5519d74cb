import type { DraftAlert } from '../domain/alert.js';
import type { InputFault, Parsed } from '../ports.js';
import type { RawRecord, Records } from './read-records.js';

/** One record read: a draft, or why not. */
export type Draft =
  | { readonly kind: 'draft'; readonly draft: DraftAlert }
  | { readonly kind: 'unreadable'; readonly faults: readonly InputFault[] };

const faultsPerRecord = 20;
const faultsPerRequest = 100;

/**
 * Reads every record. One that cannot be read refuses the whole request, naming each bad one (`[3].service.state`), so
 * that the sender can take them out and send the rest: nothing is half accepted.
 */
export function parseEach(read: Records, toDraft: (record: RawRecord) => Draft): Parsed {
  if (read.kind === 'unreadable') return read;
  const drafts: DraftAlert[] = [];
  const faults: InputFault[] = [];
  for (const [index, record] of read.records.entries()) {
    const result = toDraft(record);
    if (result.kind === 'draft') drafts.push(result.draft);
    else
      faults.push(
        ...result.faults.slice(0, faultsPerRecord).map((fault) => (read.isArray ? atIndex(index, fault) : fault)),
      );
  }
  return faults.length > 0
    ? { kind: 'unreadable', faults: faults.slice(0, faultsPerRequest) }
    : { kind: 'drafts', drafts };
}

function atIndex(index: number, fault: InputFault): InputFault {
  const path = fault.path === '' ? `[${index}]` : `[${index}].${fault.path}`;
  return { path, message: fault.message };
}

import { type AuditRecord, CHAIN_START } from '../../domain/audit-record.js';
import { hashRecord } from './hash-record.js';

/** How far a chain is whole. `last`: the place and hash of its last good record, to be noted somewhere else. */
export type ChainVerdict =
  | { readonly kind: 'whole'; readonly records: number; readonly last: ChainEnd }
  | { readonly kind: 'broken'; readonly seq: number; readonly text: string };

export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

/** Reads records in order, one after the other; the first that does not fit ends it. */
export interface ChainReader {
  /** Null: it fits. */
  read(record: AuditRecord): Extract<ChainVerdict, { readonly kind: 'broken' }> | null;
  verdict(): ChainVerdict;
}

/** `noted`: ends that were noted at other times; the chain must still hold them, so that it cannot be written anew. */
export function createChainReader(noted: readonly ChainEnd[] = []): ChainReader {
  let last: ChainEnd = { seq: 0, hash: CHAIN_START };
  let broken: Extract<ChainVerdict, { readonly kind: 'broken' }> | null = null;

  function faultOf(record: AuditRecord): string | null {
    const place = last.seq + 1;
    if (record.seq !== place) return `record ${place} is missing; record ${record.seq} stands in its place`;
    if (record.prev !== last.hash) return `record ${place} does not follow the one before it`;
    if (record.hash !== hashRecord(record)) return `record ${place} was changed`;
    const kept = noted.find(({ seq }) => seq === place);
    return kept === undefined || kept.hash === record.hash ? null : `record ${place} is not the one that was noted`;
  }

  return {
    read(record) {
      const text = broken === null ? faultOf(record) : null;
      if (text !== null) broken = { kind: 'broken', seq: last.seq + 1, text };
      else if (broken === null) last = { seq: record.seq, hash: record.hash };
      return broken;
    },
    verdict() {
      if (broken !== null) return broken;
      const lost = noted.find(({ seq }) => seq > last.seq);
      if (lost === undefined) return { kind: 'whole', records: last.seq, last };
      return { kind: 'broken', seq: last.seq + 1, text: `the records from ${last.seq + 1} to ${lost.seq} are missing` };
    },
  };
}

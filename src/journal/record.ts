import { crc32 } from 'node:zlib';
import type { JournalEntry } from '../domain/journal.js';

/** Marker, payload length, CRC (4 bytes each) and seq (8 bytes), big endian; then the payload. */
export const HEADER_BYTES = 20;
export const MARKER_BYTES = 4;
/** Larger records are refused: a damaged length must not make a reader swallow the whole disk. */
export const MAX_PAYLOAD_BYTES = 8 * 1024 * 1024;

const LENGTH_AT = 4;
const CRC_AT = 8;
const SEQ_AT = 12;

export interface JournalRecord {
  readonly seq: number;
  readonly payload: Uint8Array;
}

/**
 * The bytes of these records in a segment. The segment's random salt is marker and seed of the CRC, so a payload that holds the
 * bytes of a record (sent by whom it may be) is never taken for one. The CRC is zlib's CRC-32 (ISO-HDLC), which node
 * computes natively: as good as CRC-32C at finding a torn or damaged record.
 */
export function encodeRecords(records: readonly JournalRecord[], salt: number): Buffer {
  const total = records.reduce((sum, { payload }) => sum + HEADER_BYTES + payload.length, 0);
  const bytes = Buffer.allocUnsafe(total);
  let at = 0;
  for (const { seq, payload } of records) {
    bytes.writeUInt32BE(salt, at);
    bytes.writeUInt32BE(payload.length, at + LENGTH_AT);
    bytes.writeBigUInt64BE(BigInt(seq), at + SEQ_AT);
    bytes.set(payload, at + HEADER_BYTES);
    bytes.writeUInt32BE(checksum(bytes.subarray(at, at + HEADER_BYTES + payload.length), salt), at + CRC_AT);
    at += HEADER_BYTES + payload.length;
  }
  return bytes;
}

/** Bytes of the whole record that starts here; null: no record starts here. */
export function recordLength(header: Buffer, salt: number): number | null {
  if (header.length < HEADER_BYTES || header.readUInt32BE(0) !== salt) return null;
  const length = header.readUInt32BE(LENGTH_AT);
  return length > MAX_PAYLOAD_BYTES ? null : HEADER_BYTES + length;
}

/** The record that fills these bytes exactly; null: it is damaged. The payload is a copy. */
export function decodeRecord(bytes: Buffer, salt: number): JournalEntry | null {
  if (bytes.readUInt32BE(CRC_AT) !== checksum(bytes, salt)) return null;
  return { seq: Number(bytes.readBigUInt64BE(SEQ_AT)), payload: Buffer.from(bytes.subarray(HEADER_BYTES)) };
}

function checksum(record: Buffer, salt: number): number {
  return crc32(record.subarray(SEQ_AT), crc32(record.subarray(LENGTH_AT, CRC_AT), salt));
}

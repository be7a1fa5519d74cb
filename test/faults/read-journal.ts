import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** What the journal of one router says: alerts in their order, and which of them were told of without Redis. */
export interface JournalEvidence {
  readonly alerts: readonly { readonly alertId: string; readonly host: string | null }[];
  readonly told: readonly { readonly person: string; readonly alertIds: readonly string[] }[];
}

const headerBytes = 20;

/** Reads the files themselves, with nothing of the router's own reader. Damaged bytes are passed over. */
export async function readJournal(directory: string): Promise<JournalEvidence> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.journal')).sort();
  const alerts: JournalEvidence['alerts'][number][] = [];
  const told: JournalEvidence['told'][number][] = [];
  for (const name of names) {
    const salt = Number.parseInt(name.slice(-16, -8), 16);
    for (const record of readRecords(await readFile(join(directory, name)), salt)) {
      if (record.kind === 'told') told.push({ person: record.person, alertIds: record.alertIds });
      if (record.kind === 'alerts') alerts.push(...record.alerts.map(({ id, host }) => ({ alertId: id, host })));
    }
  }
  return { alerts, told };
}

type StoredRecord =
  | { readonly kind: 'alerts'; readonly alerts: readonly { readonly id: string; readonly host: string | null }[] }
  | { readonly kind: 'told'; readonly person: string; readonly alertIds: readonly string[] };

/** Salt, length, CRC (4 bytes each), seq (8 bytes), JSON. */
function* readRecords(bytes: Buffer, salt: number): Generator<StoredRecord> {
  const marker = Buffer.alloc(4);
  marker.writeUInt32BE(salt);
  let at = bytes.indexOf(marker);
  while (at >= 0 && at + headerBytes <= bytes.length) {
    const end = at + headerBytes + bytes.readUInt32BE(at + 4);
    const whole = end <= bytes.length && bytes.readUInt32BE(at + 8) === checksum(bytes.subarray(at, end), salt);
    if (whole) yield JSON.parse(bytes.toString('utf8', at + headerBytes, end)) as StoredRecord;
    at = bytes.indexOf(marker, whole ? end : at + 1);
  }
}

function checksum(record: Buffer, salt: number): number {
  return crc32(record.subarray(12), crc32(record.subarray(4, 8), salt));
}

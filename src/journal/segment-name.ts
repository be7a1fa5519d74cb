/** What the name of a segment tells: it needs no header, so damage inside never costs more than the damaged records. */
export interface SegmentName {
  readonly name: string;
  /** Rises by one; the order of the segments. */
  readonly ordinal: number;
  /** No record of this segment has a lower seq. */
  readonly firstSeq: number;
  /** UTC milliseconds. */
  readonly createdAt: number;
  /** Random, never 0: a file's unwritten blocks are zero. */
  readonly salt: number;
}

const PATTERN = /^(\d{10})-(\d+)-(\d+)-([0-9a-f]{8})\.journal$/;

/** `0000000007-1201-1754000000000-9f3a01bc.journal`: ordinal, first seq, creation, salt. */
export function nameSegment(parts: Omit<SegmentName, 'name'>): SegmentName {
  const ordinal = String(parts.ordinal).padStart(10, '0');
  const salt = parts.salt.toString(16).padStart(8, '0');
  return { ...parts, name: `${ordinal}-${parts.firstSeq}-${parts.createdAt}-${salt}.journal` };
}

/** null: the file is not a segment. */
export function parseSegmentName(name: string): SegmentName | null {
  const [, ordinal, firstSeq, createdAt, salt] = PATTERN.exec(name) ?? [];
  if (salt === undefined) return null;
  return {
    name,
    ordinal: Number(ordinal),
    firstSeq: Number(firstSeq),
    createdAt: Number(createdAt),
    salt: Number.parseInt(salt, 16),
  };
}

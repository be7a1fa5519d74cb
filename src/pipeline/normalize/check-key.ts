import type { DraftAlert } from '../../domain/alert.js';
import { cleanLine } from './clean-text.js';
import { hashParts } from './hash-parts.js';

const longestName = 250;

/** Names of what an alert is about, clean and bounded. `key` is the same in every message about the check. */
export interface CheckNames {
  readonly host: string | null;
  readonly check: string | null;
  readonly key: string;
}

/**
 * `icinga/db1!https`, `icinga/db1` for a host, `watchmouse/337906` where the source has its own identity, `cron/!backup`
 * for a check without host.
 */
export function nameCheck(draft: DraftAlert, source: string): CheckNames {
  const host = boundName(draft.host)?.toLowerCase() ?? null;
  const check = boundName(draft.check);
  return { host, check, key: `${source}/${boundName(draft.identity) ?? ownKey(host, check)}` };
}

function ownKey(host: string | null, check: string | null): string {
  if (check !== null) return `${host ?? ''}!${check}`;
  return host ?? 'unnamed';
}

/** A name that is too long keeps its beginning and stays different from other long names. */
function boundName(text: string | undefined): string | null {
  const name = cleanLine(text ?? '');
  if (name === '') return null;
  return name.length <= longestName ? name : `${cutStart(name)}~${hashParts(name).slice(0, 16)}`;
}

function cutStart(name: string): string {
  return [...name.slice(0, longestName - 20)].slice(0, -1).join('');
}

import type { Alert } from '../../domain/alert.js';
import { formatDuration } from '../../domain/duration.js';
import { utcMinute } from '../../domain/utc-minute.js';
import { nameCheck } from './check-key.js';
import { normalizeAlert } from './normalize-alert.js';
import { ownSource } from './own-alerts.js';

/** A source, or one node of it, that is not heard any more (`failing`), or again. Instants in UTC ms. */
export interface Silence {
  readonly source: string;
  /** Null: the source as a whole. */
  readonly node: string | null;
  readonly everySeconds: number;
  readonly failing: boolean;
  /** When it was last heard. */
  readonly since: number;
  readonly now: number;
}

/** Tells the subscribers: who watches nothing any more pages nobody. Equal in every process that sees the same silence. */
export function silenceAlert(silence: Silence): Alert {
  const { failing, since, now, everySeconds } = silence;
  const whose = describe(silence);
  const draft = {
    kind: failing ? ('problem' as const) : ('recovery' as const),
    check: checkOf(silence),
    failing,
    severity: 'critical' as const,
    summary: failing ? `${whose} is silent since ${utcMinute(since)}` : `${whose} is heard again`,
    details: failing
      ? `Something is expected every ${formatDuration(everySeconds)} (sources in the routing rules). Whatever it watches pages nobody now: ` +
        'look after the monitoring host, its network, and its token.'
      : '',
    stateSince: since,
  };
  return normalizeAlert(draft, { source: ownSource, now });
}

/** Key of the check that stands for the silence. */
export function silenceCheckKey(silence: Pick<Silence, 'source' | 'node'>): string {
  const draft = { kind: 'problem' as const, check: checkOf(silence), summary: '' };
  return nameCheck(draft, ownSource).key;
}

function checkOf(silence: Pick<Silence, 'source' | 'node'>): string {
  return `silence of ${describe(silence)}`;
}

function describe({ source, node }: Pick<Silence, 'source' | 'node'>): string {
  return node === null ? source : `${source} on ${node}`;
}

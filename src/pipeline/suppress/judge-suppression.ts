import type { CheckState } from '../../domain/check.js';
import type { IncidentHead } from '../../domain/incident.js';
import type { MaintenanceWindow } from '../../domain/maintenance-window.js';

/** How the failing checks of an incident are covered at a moment. */
export interface Coverage {
  /** Failing, and neither in a window or downtime nor acknowledged in their source: what people are paged for. */
  readonly open: readonly CheckState[];
  /** Set when something fails, nothing is open, and at least one check is covered by a window or downtime. */
  readonly suppressed: NonNullable<IncidentHead['suppressed']> | null;
  /** Who acknowledged in the source, when that is why nothing is open. */
  readonly acknowledgedInSource: readonly string[];
  /** Keys of the checks that a window or downtime covers. */
  readonly covered: ReadonlySet<string>;
  /** When the first of these covers ends; null: none covers anything. */
  readonly coverEndsAt: number | null;
}

/** Sorts the failing checks: covered by a window, in a downtime of their source, acknowledged there, or open. */
export function judgeSuppression(
  failing: readonly CheckState[],
  windowOf: (check: CheckState) => MaintenanceWindow | null,
  now: number,
): Coverage {
  const judged = failing.map((check) => ({ check, cover: coverOf(check, windowOf, now) }));
  const covers = judged.flatMap(({ cover }) => cover ?? []);
  const covered = new Set(judged.filter(({ cover }) => cover !== null).map(({ check }) => check.key));
  const uncovered = judged.filter(({ cover }) => cover === null).map(({ check }) => check);
  const open = uncovered.filter((check) => check.acknowledgedBy === null);
  const acknowledged = new Set(uncovered.flatMap((check) => check.acknowledgedBy ?? []));
  const first = firstToEnd(covers);
  const suppressed = open.length === 0 && first !== undefined ? first : null;
  const acknowledgedInSource = open.length === 0 && suppressed === null ? [...acknowledged] : [];
  return { open, suppressed, acknowledgedInSource, covered, coverEndsAt: first?.until ?? null };
}

function firstToEnd(covers: readonly Cover[]): Cover | undefined {
  let first = covers[0];
  for (const cover of covers) if (first !== undefined && cover.until < first.until) first = cover;
  return first;
}

interface Cover {
  readonly reason: string;
  readonly id: string;
  readonly until: number;
}

function coverOf(
  check: CheckState,
  windowOf: (check: CheckState) => MaintenanceWindow | null,
  now: number,
): Cover | null {
  const window = windowOf(check);
  if (window !== null) {
    return { reason: `maintenance window "${window.reason}"`, id: window.id, until: window.endsAt };
  }
  if (check.downtimeUntil !== null && check.downtimeUntil > now) {
    return { reason: `downtime in ${check.source}`, id: `downtime:${check.key}`, until: check.downtimeUntil };
  }
  return null;
}

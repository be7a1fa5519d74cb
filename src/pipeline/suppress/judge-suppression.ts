import type { CheckState } from '../../domain/check.js';
import type { IncidentHead } from '../../domain/incident.js';
import type { MaintenanceWindow } from '../../domain/maintenance-window.js';

type Because = NonNullable<IncidentHead['suppressed']>;

/** How the failing checks of an incident are covered at a moment. */
export interface Coverage {
  /** Failing, and neither in a window or downtime nor acknowledged in their source: what people are paged for. */
  readonly open: readonly CheckState[];
  /** Set when something fails, nothing is open, and at least one check is covered by a window or downtime. */
  readonly suppressed: Because | null;
  /** Set when all that is open is in windows that lower: by email only, and without escalation. */
  readonly lowered: Because | null;
  /** Who acknowledged in the source, when that is why nothing is open. */
  readonly acknowledgedInSource: readonly string[];
  /** Keys of the checks for which a window, a downtime, or what they depend on keeps people from being paged. */
  readonly covered: ReadonlySet<string>;
  /** Check key → id of the window that it is in, whatever the window does. */
  readonly windows: ReadonlyMap<string, string>;
  /** When the first of these covers ends; null: none covers anything. */
  readonly coverEndsAt: number | null;
}

/**
 * Sorts the failing checks: covered by a window, in a downtime of their source, acknowledged there, or open. What a window
 * only lowers is open while nothing else is; beside something that pages in full it is covered until then.
 */
export function judgeSuppression(
  failing: readonly CheckState[],
  windowOf: (check: CheckState) => MaintenanceWindow | null,
  now: number,
): Coverage {
  const { judged, uncovered } = sortByCover(failing, (check) => coverOf(check, windowOf, now));
  const plain = uncovered.filter((check) => check.acknowledgedBy === null);
  const eased = judged.filter(({ check, cover }) => cover.lowers && check.acknowledgedBy === null);
  const lowers = plain.length === 0 && eased.length > 0;
  const counted = judged.filter(({ cover }) => !(lowers && cover.lowers));
  const open = lowers ? eased.map(({ check }) => check) : plain;
  const first = firstToEnd(judged.map(({ cover }) => cover));
  const suppressed = open.length === 0 && first !== null ? becauseOf(first) : null;
  return {
    open,
    suppressed,
    lowered: lowers ? becauseOf(firstToEnd(eased.map(({ cover }) => cover))) : null,
    acknowledgedInSource: open.length === 0 && suppressed === null ? acknowledgersOf(uncovered) : [],
    covered: new Set(counted.map(({ check }) => check.key)),
    windows: new Map(judged.flatMap(({ check, cover }) => (cover.isWindow ? [[check.key, cover.id] as const] : []))),
    coverEndsAt: first?.until ?? null,
  };
}

/** An incident may have thousands of checks, of which mostly none is covered: nothing is made for those. */
function sortByCover(failing: readonly CheckState[], coverOf: (check: CheckState) => Cover | null) {
  const judged: { readonly check: CheckState; readonly cover: Cover }[] = [];
  const uncovered: CheckState[] = [];
  for (const check of failing) {
    const cover = coverOf(check);
    if (cover === null) uncovered.push(check);
    else judged.push({ check, cover });
  }
  return { judged, uncovered };
}

function acknowledgersOf(checks: readonly CheckState[]): readonly string[] {
  return [...new Set(checks.flatMap((check) => check.acknowledgedBy ?? []))];
}

function firstToEnd(covers: readonly Cover[]): Cover | null {
  return covers.reduce<Cover | null>(
    (first, cover) => (first !== null && first.until <= cover.until ? first : cover),
    null,
  );
}

function becauseOf(cover: Cover | null): Because | null {
  if (cover === null) return null;
  const { reason, id, until } = cover;
  return { reason, id, until };
}

interface Cover {
  readonly reason: string;
  readonly id: string;
  readonly until: number;
  /** Pages go on by email. */
  readonly lowers: boolean;
  readonly isWindow: boolean;
}

function coverOf(
  check: CheckState,
  windowOf: (check: CheckState) => MaintenanceWindow | null,
  now: number,
): Cover | null {
  const window = windowOf(check);
  if (window?.effect === 'suppress') return windowCover(window);
  if (check.downtimeUntil !== null && check.downtimeUntil > now) {
    const id = `downtime:${check.key}`;
    return { reason: `downtime in ${check.source}`, id, until: check.downtimeUntil, lowers: false, isWindow: false };
  }
  return window === null ? null : windowCover(window);
}

function windowCover({ reason, id, endsAt, effect }: MaintenanceWindow): Cover {
  return {
    reason: `maintenance window "${reason}"`,
    id,
    until: endsAt,
    lowers: effect === 'email-only',
    isWindow: true,
  };
}

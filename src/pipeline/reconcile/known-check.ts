import type { CheckState } from '../../domain/check.js';
import type { Incident } from '../../domain/incident.js';
import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import type {
  Difference,
  DifferenceKind,
  Mend,
  SourceCheck,
  SourceDowntime,
  SourceSnapshot,
  ToldAcknowledgement,
} from '../../domain/source-state.js';

/** A check of an open incident. */
export interface KnownCheck {
  readonly incident: Incident;
  readonly check: CheckState;
}

/** Both sides of one check: at least one of them knows it. */
export interface Sides {
  readonly key: string;
  readonly here: KnownCheck | undefined;
  readonly there: SourceCheck | undefined;
  readonly told: ToldAcknowledgement | undefined;
  /** The window that covers it now and keeps everybody quiet; null: none. */
  readonly window: MaintenanceWindow | null;
}

/** What a comparison needs beside the two sides of a check. UTC ms. */
export interface Around {
  readonly source: string;
  readonly now: number;
  readonly snapshot: Pick<SourceSnapshot, 'startedAt' | 'nodes'>;
  /** Whether a window is one of ours that is over; a mark that is not known here is somebody else's. */
  readonly isOver: (windowId: string) => boolean;
  /** Whether it is one of ours that is in force now, or will be. */
  readonly isAhead: (windowId: string) => boolean;
  /** Whether the ledger knows an incident. */
  readonly isKnownIncident: (id: string) => boolean;
}

/** A difference about a check, with what people call it by. */
export function differ(
  { key, here, there }: Sides,
  kind: DifferenceKind,
  { text, mend }: { readonly text: string; readonly mend: Mend | null },
): Difference {
  const host = here?.check.host ?? there?.draft.host ?? null;
  const check = here?.check.check ?? there?.draft.check ?? null;
  return { kind, key, host, check, incident: here?.incident.number ?? null, text, mend };
}

/** Downtimes in effect that are not the router's own. */
export function foreignDowntimes(
  there: SourceCheck,
  around: Pick<Around, 'isOver' | 'isAhead'>,
  window: Sides['window'],
) {
  const isOwn = ({ mark }: SourceDowntime) =>
    mark?.kind === 'window' && (mark.id === window?.id || around.isOver(mark.id) || around.isAhead(mark.id));
  return there.downtimes.filter((downtime) => downtime.inEffect && !isOwn(downtime));
}

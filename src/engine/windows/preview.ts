import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import type { WindowPreview } from '../../domain/window-preview.js';
import { type Others, overlapsOf } from '../../pipeline/suppress/overlaps.js';
import { previewWindow } from '../../pipeline/suppress/preview-window.js';
import type { EngineDeps } from '../engine-deps.js';
import type { WindowRequest } from '../use-cases.js';
import { readKnown } from './read-known.js';

/** The window itself, where it is there already, is none of those that it overlaps. */
type Previewed = Omit<WindowRequest, 'reason' | 'confirm'> & { readonly ignore?: string };

/** The other windows at its time that cover some of what it covers, without a look at incidents. */
export async function overlaps(deps: EngineDeps, request: Previewed): Promise<readonly MaintenanceWindow[]> {
  const now = deps.clock.now();
  const startsAt = Math.max(request.startsAt ?? now, now);
  return overlapsOf(deps.index(), { ...request, startsAt }, await readOthers(deps, request, now));
}

async function readOthers(deps: EngineDeps, { ignore }: Previewed, now: number): Promise<Others> {
  const [current, made] = await Promise.all([
    deps.ledger.windows.readCurrent(now),
    deps.ledger.recurring.readCurrent(null),
  ]);
  return {
    recurring: (made.recurring ?? []).map((one) => ({ ...one, name: one.id })),
    windows: current.windows,
    ignore,
  };
}

/** What a window would touch, by what is known now. Changes nothing. */
export async function preview(deps: EngineDeps, request: Previewed): Promise<WindowPreview> {
  const now = deps.clock.now();
  const [known, others] = await Promise.all([readKnown(deps), readOthers(deps, request, now)]);
  const { services, match, endsAt, effect = 'suppress' } = request;
  return previewWindow({
    index: deps.index(),
    window: { services, match, effect, startsAt: Math.max(request.startsAt ?? now, now), endsAt },
    known: known.checks,
    open: known.open,
    ...others,
  });
}

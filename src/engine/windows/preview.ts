import type { WindowPreview } from '../../domain/window-preview.js';
import { previewWindow } from '../../pipeline/suppress/preview-window.js';
import type { EngineDeps } from '../engine-deps.js';
import type { WindowRequest } from '../use-cases.js';
import { readKnown } from './read-known.js';

/** The window itself, where it is there already, is none of those that it overlaps. */
type Previewed = Omit<WindowRequest, 'reason' | 'confirm'> & { readonly ignore?: string };

/** What a window would touch, by what is known now. Changes nothing. */
export async function preview(deps: EngineDeps, request: Previewed): Promise<WindowPreview> {
  const now = deps.clock.now();
  const [known, current, made] = await Promise.all([
    readKnown(deps),
    deps.ledger.windows.readCurrent(now),
    deps.ledger.recurring.readCurrent(null),
  ]);
  const { services, match, endsAt, effect = 'suppress' } = request;
  return previewWindow({
    index: deps.index(),
    window: { services, match, effect, startsAt: Math.max(request.startsAt ?? now, now), endsAt },
    known: known.checks,
    open: known.open,
    recurring: (made.recurring ?? []).map((one) => ({ ...one, name: one.id })),
    windows: current.windows.filter(({ id }) => id !== request.ignore),
  });
}

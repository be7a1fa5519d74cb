import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import { recurringNameOf } from './recurring.js';

/** What one who reads of a window does to end it: an occurrence ends with what it is one of, or when its time is over. */
export function howToEnd({ id, via }: Pick<MaintenanceWindow, 'id' | 'via'>): string {
  const name = recurringNameOf(id);
  if (name === null) return `To end it now: pagectl maintenance end ${id}`;
  if (via === 'rules') return `It recurs by the rules (maintenance: ${name}); to end it, change them.`;
  return `To end it, now and for good: pagectl maintenance recurring end ${name}`;
}

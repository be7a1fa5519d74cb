import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import { recurringNameOf } from './recurring.js';

/** Lines for one who reads of a window at a moment (UTC ms): how to end it; where it recurs, this time of it, others, or all. */
export function howToEnd(
  { id, via, startsAt }: Pick<MaintenanceWindow, 'id' | 'via' | 'startsAt'>,
  now: number,
): readonly string[] {
  const name = recurringNameOf(id);
  const what = name === null ? 'it' : 'this time';
  const end = `To ${startsAt > now ? `call ${what} off` : `end ${what} now`}: pagectl maintenance end ${id}`;
  if (name === null) return [end];
  const others = `To call another time off: pagectl maintenance recurring skip ${name} --on DAY`;
  const all =
    via === 'rules'
      ? `All of them stand in the rules (maintenance: ${name}).`
      : `To end it for good: pagectl maintenance recurring end ${name}`;
  return [end, others, all];
}

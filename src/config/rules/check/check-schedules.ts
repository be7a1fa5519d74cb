import type { RulesFault } from '../../../domain/rules.js';
import type { Entries } from '../entries.js';
import { faultAt, placeAt } from '../files/tree.js';

/** Schedules that follow each other in a circle, each told once. */
export function checkSchedules({ schedules }: Entries): readonly RulesFault[] {
  const faults: RulesFault[] = [];
  const done = new Set<string>();
  for (const start of schedules.entries.keys()) {
    const path: string[] = [];
    for (let name: string | undefined = start; name !== undefined && !done.has(name); ) {
      const entry = schedules.entries.get(name);
      const seenAt = path.indexOf(name);
      if (entry !== undefined && seenAt >= 0) {
        const circle = [...path.slice(seenAt), name].join(' → ');
        const message = `schedules follow each other in a circle: ${circle}; give one of them rotations`;
        faults.push(faultAt(placeAt(entry.tree, ['follows']), message));
        break;
      }
      path.push(name);
      name = entry?.value.follows;
    }
    for (const name of path) done.add(name);
  }
  return faults;
}

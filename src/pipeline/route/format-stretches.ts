import { formatWallClock } from './hours.js';
import type { Stretch } from './week-moments.js';

/**
 * When something happens of a week, for people: `on Sat 00:00–Mon 09:00 America/Los_Angeles`, `at any time`. The end of the
 * week and its beginning are one stretch.
 */
export function formatStretches(zone: string, week: readonly Stretch[], bad: readonly Stretch[]): string {
  if (bad.length === week.length) return 'at any time';
  const spans = joinNeighbors(bad);
  const [first] = spans;
  const last = spans.at(-1);
  const wraps = spans.length > 1 && first?.startsAt === week[0]?.startsAt && last?.endsAt === week.at(-1)?.endsAt;
  const whole =
    wraps && first !== undefined && last !== undefined
      ? [...spans.slice(1, -1), { startsAt: last.startsAt, endsAt: first.endsAt }]
      : spans;
  const texts = whole.map(({ startsAt, endsAt }) => {
    return `${formatWallClock(zone, startsAt)}–${formatWallClock(zone, endsAt)}`;
  });
  return `on ${texts.join(', ')} ${zone}`;
}

function joinNeighbors(stretches: readonly Stretch[]): readonly Omit<Stretch, 'inForce'>[] {
  const spans: Omit<Stretch, 'inForce'>[] = [];
  for (const { startsAt, endsAt } of stretches) {
    const last = spans.at(-1);
    if (last?.endsAt === startsAt) spans[spans.length - 1] = { startsAt: last.startsAt, endsAt };
    else spans.push({ startsAt, endsAt });
  }
  return spans;
}

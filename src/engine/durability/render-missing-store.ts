import { cleanLine } from '../../pipeline/deliver/clean-text.js';
import { cutToLength } from '../../pipeline/deliver/cut-text.js';
import { shortTime } from '../../pipeline/deliver/format-time.js';
import { foldToGsm7 } from '../../pipeline/deliver/gsm7.js';
import type { EmergencyText } from '../../pipeline/deliver/render-emergency.js';

const reasonLength = 200;

interface Moment {
  readonly since: number;
  readonly now: number;
  readonly timezone: string;
}

/** For ops: the router runs, and its store has not been there since it started. */
export function renderMissingStore(because: string, { since, now, timezone }: Moment): EmergencyText {
  const headline = `ROUTER DEGRADED: started at ${shortTime(since, now, timezone)} without its store`;
  const meanwhile = 'Alerts are kept and paged in bundles; nothing is escalated, nothing can be acknowledged.';
  return textOf(headline, `${meanwhile}\n${cutToLength(cleanLine(because), reasonLength)}`);
}

/** For the all-pages people: escalations stand still, of which incidents nobody knows. */
export function renderUnknownStandstill({ since, now, timezone }: Moment): EmergencyText {
  const headline = `ROUTER DEGRADED since ${shortTime(since, now, timezone)}: escalation stands still`;
  return textOf(
    headline,
    'It started without its store: which incidents are open, and who has taken them, is not known.',
  );
}

function textOf(headline: string, rest: string): EmergencyText {
  return { subject: cutToLength(headline, 120), text: foldToGsm7(`${headline}. ${rest}`) };
}

import type { Alert } from '../../domain/alert.js';
import type { IncidentHead } from '../../domain/incident.js';
import { describeCheck } from '../correlate/title.js';
import { cleanLine } from './clean-text.js';
import { cutToLength } from './cut-text.js';
import { shortTime } from './format-time.js';
import { foldToGsm7 } from './gsm7.js';

const shown = 3;
const titleLength = 60;

/** What an emergency message says, on both channels. */
export interface EmergencyText {
  readonly subject: string;
  readonly text: string;
}

/** Alerts that came while the router's store is away: what fails, and that nothing else of the router can be relied on. */
export function renderEmergency(
  alerts: readonly Alert[],
  context: { readonly since: number; readonly now: number; readonly timezone: string },
): EmergencyText {
  const names = alerts.map((alert) => {
    const what = describeCheck({ host: alert.host, check: alert.check, key: alert.checkKey });
    return `${alert.severity.toUpperCase()} ${cleanLine(what)}`;
  });
  const counted = names.length === 1 ? '1 alert' : `${names.length} alerts`;
  return textOf({
    headline: `ROUTER DEGRADED: its store is away since ${shortTime(context.since, context.now, context.timezone)}; ${counted} not acted on`,
    names,
  });
}

/** Incidents whose escalation stands still while the store is away. */
export function renderStandstill(
  incidents: readonly (Pick<IncidentHead, 'title' | 'severity'> & { readonly number: number })[],
  context: { readonly since: number; readonly now: number; readonly timezone: string },
): EmergencyText {
  const names = incidents.map(({ number, title }) => `#${number} ${cleanLine(title)}`);
  return textOf({
    headline: `ROUTER DEGRADED since ${shortTime(context.since, context.now, context.timezone)}: escalation stands still. Open, not acknowledged: ${names.length}`,
    names,
  });
}

function textOf({ headline, names }: { readonly headline: string; readonly names: readonly string[] }): EmergencyText {
  const first = names.slice(0, shown).map((name) => cutToLength(name, titleLength));
  const rest = names.length > shown ? [`and ${names.length - shown} more`] : [];
  return { subject: cutToLength(headline, 120), text: foldToGsm7([headline, ...first, ...rest].join('\n')) };
}

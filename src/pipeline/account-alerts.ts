import type { AccountedAlert, Alert } from '../domain/alert.js';
import type { Incident } from '../domain/incident.js';
import type { Page } from '../domain/page.js';
import type { Verdict } from './correlate/judge-alert.js';
import type { CustomPages } from './escalate/custom-page.js';

/** What the end of an alert is told from. */
export interface Ending {
  /** The incident afterwards, or null. */
  readonly incident: Incident | null;
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Pages of the incident planned by this decision. */
  readonly pages: readonly Page[];
  readonly custom: ReadonlyMap<string, CustomPages>;
}

/** Gives every alert its one end: paged, suppressed with reason and id, or recorded and why. */
export function accountAlerts(alerts: readonly Alert[], ending: Ending): AccountedAlert[] {
  return alerts.map((alert) => accountAlert(alert, ending));
}

function accountAlert(alert: Alert, ending: Ending): AccountedAlert {
  const custom = ending.custom.get(alert.id);
  if (custom !== undefined) return accountCustom(alert, custom);
  const verdict = ending.verdicts.get(alert.id);
  if (verdict?.applies === false) return { alert, outcome: 'recorded', because: verdict.because };
  return ending.incident === null
    ? { alert, outcome: 'recorded', because: 'nothing fails' }
    : { alert, ...outcomeIn(ending.incident, ending.pages) };
}

function accountCustom(alert: Alert, custom: CustomPages): AccountedAlert {
  if (custom.suppressed !== null) return { alert, outcome: 'suppressed', because: custom.suppressed };
  if (custom.pages.length === 0) return { alert, outcome: 'recorded', because: 'nobody subscribes to it' };
  return { alert, outcome: 'paged', because: peopleOf(custom.pages) };
}

function outcomeIn(incident: Incident, pages: readonly Page[]): Pick<AccountedAlert, 'outcome' | 'because'> {
  if (incident.state === 'resolved') return { outcome: 'recorded', because: 'its incident is resolved' };
  if (incident.suppressed !== null) {
    const { reason, id } = incident.suppressed;
    return { outcome: 'suppressed', because: `${reason} (${id ?? '-'})` };
  }
  if (pages.length > 0) return { outcome: 'paged', because: peopleOf(pages) };
  if (incident.state === 'acknowledged') {
    return { outcome: 'suppressed', because: `acknowledged by ${incident.acknowledgedBy.join(', ')}` };
  }
  return { outcome: 'recorded', because: `its incident is being paged, step ${incident.step}` };
}

function peopleOf(pages: readonly Page[]): string {
  return pages.map((page) => page.person).join(', ');
}

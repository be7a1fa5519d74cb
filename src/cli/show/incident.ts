import type { z } from 'zod';
import type { IncidentDetail, IncidentResource } from '../../http/api/resources/incident-resource.js';
import { paint, type Terminal } from '../terminal.js';
import { deliveryText, failureText } from './delivery.js';
import { cell, printTable } from './table.js';
import { localTime } from './time.js';

type Incident = z.output<typeof IncidentResource>;
type Detail = z.output<typeof IncidentDetail>;

/** One line per incident. */
export function printIncidents(terminal: Terminal, incidents: readonly Incident[], whenEmpty: string): void {
  printTable(terminal, {
    columns: ['#', 'STATE', 'SEVERITY', 'SERVICE', 'OPENED', 'CHECKS', 'PAGED', 'TITLE'],
    rows: incidents.map((incident) => [
      String(incident.number),
      stateText(terminal, incident),
      severityText(terminal, incident.severity),
      cell(incident.service, 24),
      localTime(incident.openedAt, terminal.now()),
      `${incident.checkCount.failing}/${incident.checkCount.total}`,
      cell(incident.paged.map(({ person }) => person).join(', ') || '-', 30),
      cell(
        incident.suppressed === null ? incident.title : `${incident.title} (held: ${incident.suppressed.reason})`,
        90,
      ),
    ]),
    whenEmpty,
  });
}

/** Where an incident stands, in a few lines. */
export function printStanding(terminal: Terminal, incident: Incident): void {
  const now = terminal.now();
  terminal.out(paint(terminal, 'bold', `#${incident.number} ${cell(incident.title, 200)}`));
  const facts: readonly (readonly [string, string | null])[] = [
    [
      'state',
      `${stateText(terminal, incident)}, ${severityText(terminal, incident.severity)}, ${incident.urgency} urgency`,
    ],
    ['service', incident.service],
    ['opened', localTime(incident.openedAt, now)],
    ['acknowledged', incident.acknowledgedBy.length === 0 ? null : acknowledgedText(incident, now)],
    [
      'resolved',
      incident.resolvedAt === null ? null : `${localTime(incident.resolvedAt, now)} by ${incident.resolvedBy}`,
    ],
    ['suppressed', suppressedText(incident, now)],
    ['next step', incident.escalation.nextStepAt === null ? null : localTime(incident.escalation.nextStepAt, now)],
  ];
  for (const [name, text] of facts) if (text !== null) terminal.out(`  ${name.padEnd(13)}${text}`);
}

/** Everything about an incident: standing, checks by source, messages, timeline. */
export function printIncident(terminal: Terminal, incident: Detail): void {
  const now = terminal.now();
  printStanding(terminal, incident);
  terminal.out('');
  printTable(terminal, {
    columns: ['SOURCE', 'CHECK', 'HOST', 'STATE', 'SINCE', 'SAYS'],
    rows: incident.checks.map((check) => [
      check.source,
      cell(check.check, 40),
      cell(check.host, 30),
      checkText(terminal, check),
      localTime(check.since, now),
      cell(check.summary, 70),
    ]),
    whenEmpty: 'No checks.',
  });
  terminal.out('');
  printTable(terminal, {
    columns: ['TOLD', 'BY', 'TO', 'AT', 'DELIVERY', 'ERROR'],
    rows: incident.notifications.map((message) => [
      message.person,
      message.channel,
      message.to,
      localTime(message.createdAt, now),
      deliveryText(terminal, message),
      failureText(message),
    ]),
    whenEmpty: 'Nobody was told so far.',
  });
  terminal.out('');
  for (const { at, text } of incident.timeline) terminal.out(`${localTime(at, now).padEnd(32)} ${cell(text, 160)}`);
}

/** A state that nobody stands for any more is not shown as one. */
function checkText(
  terminal: Terminal,
  { failing, unverifiedSince, sourceState, severity }: Detail['checks'][number],
): string {
  if (!failing) return paint(terminal, 'green', 'recovered');
  const word = cell(sourceState ?? severity, 14);
  if (unverifiedSince === null) return paint(terminal, 'red', word);
  return paint(terminal, 'yellow', `unverified since ${localTime(unverifiedSince, terminal.now())}, was ${word}`);
}

function acknowledgedText(
  { acknowledgedAt, acknowledgedBy, acknowledgedUntil, snoozedBy }: Incident,
  now: number,
): string {
  const until = acknowledgedUntil === null ? '' : `, until ${localTime(acknowledgedUntil, now)}`;
  const snoozed = snoozedBy === null ? '' : `, snoozed by ${snoozedBy}`;
  return `${localTime(acknowledgedAt, now)} by ${acknowledgedBy.join(', ')}${snoozed}${until}`;
}

function suppressedText({ suppressed }: Incident, now: number): string | null {
  if (suppressed === null) return null;
  return `${cell(suppressed.reason, 200)}${suppressed.until === null ? '' : `, until ${localTime(suppressed.until, now)}`}`;
}

function stateText(terminal: Terminal, { state, stale, snoozedBy }: Incident): string {
  const word = snoozedBy !== null && state === 'acknowledged' ? 'snoozed' : state;
  return paint(
    terminal,
    state === 'triggered' ? 'red' : state === 'acknowledged' ? 'blue' : 'green',
    stale ? `${word}, stale` : word,
  );
}

function severityText(terminal: Terminal, severity: Incident['severity']): string {
  if (severity === 'info') return severity;
  return paint(terminal, severity === 'warning' ? 'yellow' : 'red', severity);
}

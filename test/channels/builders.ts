import type { Log, LogFields, Message } from '../../src/ports.js';

/** A message about one incident; override only what the test is about. */
export function aMessage(overrides: Partial<Message> = {}): Message {
  return {
    notificationId: 'n1',
    to: '+12025550143',
    person: 'roan',
    incidentId: 'inc1',
    subject: '[PROBLEM] Parsoid: LVS HTTP CRITICAL (#12)',
    text: 'CRITICAL Parsoid: LVS HTTP\nsince 23:46\nAck #12: https://pager.example.org/a/abc',
    html: null,
    urgency: 'high',
    thread: 'inc1',
    validitySeconds: 300,
    createdAt: Date.now(),
    ...overrides,
  };
}

/** A log that keeps its lines as one text. */
export function keptLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (fields: LogFields, message: string) => {
    lines.push(`${message} ${JSON.stringify(fields)}`);
  };
  return { lines, debug: keep, info: keep, warn: keep, error: keep };
}

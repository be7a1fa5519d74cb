import type { AlertKind, DraftAlert } from '../../domain/alert.js';
import type { Draft } from '../parse-each.js';
import type { RawRecord } from '../read-records.js';
import { readLabels } from './labels.js';
import { readMacros } from './macros.js';
import { readNotification } from './read-notification.js';
import type { IcingaNotification } from './schema.js';

/** One Icinga 2, Icinga 1 or Nagios notification as a draft alert. */
export function toDraft(record: RawRecord): Draft {
  const macros = readMacros(record);
  const read = readNotification(macros);
  if (read.kind === 'unreadable') return read;
  return { kind: 'draft', draft: draftOf(read.notification, readLabels(macros)) };
}

function draftOf(notification: IcingaNotification, labels: Readonly<Record<string, string>>): DraftAlert {
  const { type } = notification;
  const state = isNeverChecked(notification) ? undefined : notification.state;
  const kind = type === 'state' ? kindOfState(state?.failing) : type;
  return {
    kind,
    host: notification.host,
    check: notification.service,
    service: notification.pagingService,
    failing: state?.failing ?? failingOfKind(kind),
    severity: state?.severity,
    sourceState: state?.word,
    summary: notification.output ?? '',
    details: notification.longOutput === undefined ? undefined : unescapeLines(notification.longOutput),
    labels,
    at: notification.sentAt,
    stateSince: notification.stateSince,
    downtimeDepth: notification.downtimeDepth,
    // Icinga sends no PROBLEM for a check that is acknowledged there.
    acknowledged: kind === 'problem' ? false : undefined,
    author: notification.author,
    comment: notification.comment,
    eventId: notification.eventId,
    spooled: notification.spooled,
  };
}

/** Of a check that it has never looked at Icinga says DOWN or UNKNOWN, without an output, when a downtime of it begins or ends. */
function isNeverChecked({ type, output }: IcingaNotification): boolean {
  return output === undefined && (type === 'maintenance-start' || type === 'maintenance-end');
}

function kindOfState(failing: boolean | undefined): AlertKind {
  if (failing === undefined) return 'custom';
  return failing ? 'problem' : 'recovery';
}

/** A sender that leaves the state out still says it by the type. */
function failingOfKind(kind: AlertKind): boolean | undefined {
  if (kind === 'problem') return true;
  return kind === 'recovery' ? false : undefined;
}

/** Icinga 1 and Nagios join the further lines of the output by a literal `\n`, and write a backslash as two. */
function unescapeLines(text: string): string {
  return text.replace(/\\([n\\])/g, (_, escaped: string) => (escaped === 'n' ? '\n' : '\\'));
}

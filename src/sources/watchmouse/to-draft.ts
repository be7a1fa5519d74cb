import type { DraftAlert } from '../../domain/alert.js';
import { toFaults } from '../faults.js';
import { listLabels } from '../list-labels.js';
import type { Draft } from '../parse-each.js';
import type { RawRecord } from '../read-records.js';
import { readLocalTime } from './local-time.js';
import { WatchmousePush } from './schema.js';

/** One push of Watchmouse as a draft alert. */
export function toDraft(record: RawRecord): Draft {
  const result = WatchmousePush.safeParse(record);
  if (!result.success) return { kind: 'unreadable', faults: toFaults(result.error) };
  return { kind: 'draft', draft: draftOf(result.data) };
}

function draftOf(push: WatchmousePush): DraftAlert {
  const recovered = push.event === 'ok';
  return {
    kind: recovered ? 'recovery' : 'problem',
    host: push.host,
    check: push.name ?? push.rid,
    identity: push.rid ?? [push.folder, push.name].filter((part) => part !== undefined).join('/'),
    ...stateOf(push),
    summary: summaryOf(push),
    details: detailsOf(push),
    labels: labelsOf(push),
    at: readLocalTime(push.start, push.tz),
    stateSince: recovered ? undefined : readLocalTime(push.errorsince, push.tz),
  };
}

/** No checkpoint could run the check (-93, place `--`): that says nothing about the site, so no state travels in it. */
function stateOf(push: WatchmousePush): Pick<DraftAlert, 'failing' | 'severity' | 'sourceState'> {
  if (push.event === 'ok') return { failing: false, sourceState: 'OK' };
  if (push.result === '-93' || push.loc === '--') return { severity: 'info', sourceState: push.result };
  const sourceState = push.result === undefined || push.result === '0' ? 'ALERT' : push.result;
  return { failing: true, severity: 'critical', sourceState };
}

function summaryOf({ event, descr, result }: WatchmousePush): string {
  if (descr !== undefined) return descr;
  if (event === 'ok') return 'ok again';
  return result === undefined || result === '0' ? 'check failed' : `check failed with result ${result}`;
}

function detailsOf(push: WatchmousePush): string {
  const lines = [
    ['Place', push.loc],
    ['Address', push.ipaddr],
    ['Errors in a row', push.event === 'ok' ? undefined : push.consecutive_errors],
  ] as const;
  return lines.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`])).join('\n');
}

function labelsOf({ folder, loc, type, tags }: WatchmousePush): Readonly<Record<string, string>> {
  const single = Object.entries({ folder, loc, type }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries([...single, ...listLabels('tags', tags?.split(',') ?? [])]);
}

import { isoMinute } from './times.js';

/** What Icinga says of a service; `since` is the last state change, the identity of the episode. UTC ms. */
interface IcingaState {
  readonly type: 'PROBLEM' | 'RECOVERY';
  readonly host: string;
  readonly service: string;
  readonly state: 'OK' | 'CRITICAL';
  readonly output: string;
  readonly since: number;
  readonly now: number;
  /** Counts the repeats of one problem. */
  readonly number?: number;
}

/** The runtime macros that the Icinga 2 configuration of `integrations/` hands to the sender, as it posts them. */
function icingaNotification(said: IcingaState): Readonly<Record<string, string>> {
  return {
    'icinga.node_name': 'neon.example.org',
    'icinga.timet': seconds(said.now),
    'notification.type': said.type,
    'notification.name': 'paging-router',
    'notification.author': '',
    'notification.comment': '',
    'notification.notification_number': String(said.number ?? 1),
    'host.name': said.host,
    'host.display_name': said.host,
    'host.state': 'UP',
    'host.state_id': '0',
    'host.state_type': 'HARD',
    'host.downtime_depth': '0',
    'service.name': said.service,
    'service.display_name': said.service,
    'service.state': said.state,
    'service.state_id': said.state === 'OK' ? '0' : '2',
    'service.state_type': 'HARD',
    'service.check_attempt': '3',
    'service.max_check_attempts': '3',
    'service.output': said.output,
    'service.downtime_depth': '0',
    'service.last_state_change': seconds(said.since),
    'user.name': 'paging-router',
  };
}

const parsoid = { host: 'parsoid.svc.eqiad.example.org', service: 'LVS HTTP IPv4 on parsoid' } as const;
const parsoidFailingSince = Date.parse('2013-04-18T23:46:00Z');

/** Icinga about Parsoid: CRITICAL since 23:46, `number` times. `now` UTC ms. */
export function parsoidDown(now: number, number = 1): Readonly<Record<string, string>> {
  const output = 'CRITICAL - Socket timeout after 10 seconds';
  const since = parsoidFailingSince;
  return icingaNotification({ ...parsoid, type: 'PROBLEM', state: 'CRITICAL', output, since, now, number });
}

/** Icinga at last about Parsoid: well. */
export function parsoidUp(now: number): Readonly<Record<string, string>> {
  const output = 'HTTP OK: HTTP/1.1 200 OK - 1368 bytes in 0.003 second response time';
  return icingaNotification({ ...parsoid, type: 'RECOVERY', state: 'OK', output, since: now, now });
}

/** Icinga about the replication of a database server. */
export function replicationStops(now: number): Readonly<Record<string, string>> {
  return icingaNotification({
    ...replication,
    type: 'PROBLEM',
    state: 'CRITICAL',
    output: 'Slave_SQL_Running: No',
    since: now,
    now,
  });
}

export function replicationRuns(now: number): Readonly<Record<string, string>> {
  return icingaNotification({
    ...replication,
    type: 'RECOVERY',
    state: 'OK',
    output: 'Slave_SQL_Running: Yes',
    since: now,
    now,
  });
}

const replication = { host: 'db1017', service: 'MySQL Slave Running' } as const;

/** A push of Watchmouse about Parsoid as seen from outside. `now` UTC ms. */
export function watchmousePush(event: 'alert' | 'ok', now: number): URLSearchParams {
  const failing = event === 'alert';
  return new URLSearchParams({
    event,
    name: 'parsoid from outside',
    rid: '337906',
    folder: 'Services',
    result: failing ? '503' : '0',
    descr: failing ? 'Service Unavailable' : '',
    loc: 'nl',
    host: 'parsoid.example.org',
    ipaddr: '192.0.2.80',
    start: `${isoMinute(now)}:00`,
    tz: 'UTC',
    consecutive_errors: failing ? '2' : '0',
  });
}

function seconds(at: number): string {
  return String(Math.floor(at / 1000));
}

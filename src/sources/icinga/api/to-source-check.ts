import type {
  PlannedDowntime,
  SourceAcknowledgement,
  SourceCheck,
  SourceDowntime,
} from '../../../domain/source-state.js';
import { nameCheck } from '../../../pipeline/normalize/check-key.js';
import type { RawRecord } from '../../read-records.js';
import { readMark } from '../own-marks.js';
import { toDraft } from '../to-draft.js';
import type { CommentObject, DowntimeObject, HostObject, ServiceObject } from './schema.js';

/** Names of variables that look like secrets, as `integrations/icinga2/paging-router.conf` keeps them on the monitoring host. */
const SECRET = /pass|pw|secret|token|community|key|cred|auth/i;

const words = { host: ['UP', 'DOWN'], service: ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] } as const;

/** What of an object is said elsewhere: by whom it was acknowledged, and its downtimes. */
export interface Beside {
  readonly node: string;
  readonly comments: readonly CommentObject[];
  readonly downtimes: readonly DowntimeObject[];
  /** UTC ms. */
  readonly now: number;
}

/** A host or service of Icinga, with what it has of its host. */
export interface Monitored {
  readonly host: string;
  /** Null: the host itself. */
  readonly service: string | null;
  readonly attrs: Omit<HostObject['attrs'], 'name'>;
  readonly hostGroups: readonly string[];
  readonly hostVars: Readonly<Record<string, unknown>>;
}

export function monitoredHost({ attrs: { name, ...attrs } }: HostObject): Monitored {
  return { host: name, service: null, attrs, hostGroups: attrs.groups ?? [], hostVars: attrs.vars ?? {} };
}

export function monitoredService({ attrs: { name, host_name: host, ...attrs }, joins }: ServiceObject): Monitored {
  return { host, service: name, attrs, hostGroups: joins.host?.groups ?? [], hostVars: joins.host?.vars ?? {} };
}

/** A host or service as a message of its lasting state would tell of it; null: it could not be read so. */
export function toSourceCheck(monitored: Monitored, beside: Beside): SourceCheck | null {
  const { attrs, hostVars } = monitored;
  const read = toDraft(macrosOf(monitored, beside.node));
  if (read.kind !== 'draft') return null;
  return {
    key: nameCheck(read.draft, 'icinga').key,
    draft: read.draft,
    isChecked: attrs.last_check > 0,
    flapping: attrs.flapping,
    tells: attrs.enable_notifications && attrs.vars?.paging_router !== false && hostVars.paging_router !== false,
    acknowledgement: isAcknowledged(attrs, beside.now) ? acknowledgementOf(attrs.acknowledgement_expiry, beside) : null,
    downtimes: beside.downtimes.map((downtime) => downtimeOf(downtime, beside.now)),
  };
}

/** The macros that `integrations/icinga2/paging-router.conf` would send. */
function macrosOf({ host, service, attrs, hostGroups, hostVars }: Monitored, node: string): RawRecord {
  const subject = service === null ? 'host' : 'service';
  return {
    'notification.type': attrs.last_hard_state === 0 ? 'RECOVERY' : 'PROBLEM',
    'icinga.node_name': node,
    'icinga.timet': attrs.last_hard_state_change,
    'host.name': host,
    'host.groups': hostGroups,
    ...variables('host.vars.', hostVars),
    [`${subject}.state`]: words[subject][attrs.last_hard_state] ?? 'UNKNOWN',
    [`${subject}.output`]: attrs.last_check_result?.output ?? '',
    [`${subject}.last_state_change`]: attrs.last_state_change,
    ...(service !== null && {
      'service.name': service,
      'service.groups': attrs.groups ?? [],
      ...variables('service.vars.', attrs.vars),
    }),
  };
}

function variables(prefix: string, vars: Readonly<Record<string, unknown>> | null | undefined) {
  const shown = Object.entries(vars ?? {}).filter(([name]) => !SECRET.test(name));
  return Object.fromEntries(shown.map(([name, value]) => [`${prefix}${name}`, value]));
}

/** Icinga notices only when it next looks that an acknowledgement has run out. */
function isAcknowledged({ acknowledgement, acknowledgement_expiry: expiry }: Monitored['attrs'], now: number): boolean {
  return acknowledgement !== 0 && (expiry === 0 || expiry * 1000 > now);
}

/** Icinga keeps who acknowledged in a comment beside the object: the newest one, for it removes them with the acknowledgement. */
function acknowledgementOf(expiry: number, { comments }: Beside): SourceAcknowledgement {
  const newest = comments.reduce<CommentObject | null>(
    (last, one) => (last !== null && last.attrs.entry_time > one.attrs.entry_time ? last : one),
    null,
  );
  const { author = 'somebody', text = '' } = newest?.attrs ?? {};
  return { author, comment: text, until: expiry > 0 ? expiry * 1000 : null, mark: readMark(author, text) };
}

/** A downtime of the router's own that is not in effect; null: any other. */
export function plannedDowntime(downtime: DowntimeObject, now: number): PlannedDowntime | null {
  const { host_name: host, service_name: service } = downtime.attrs;
  const read = downtimeOf(downtime, now);
  if (read.inEffect || read.mark?.kind !== 'window') return null;
  const names = nameCheck({ host, check: service === '' ? undefined : service, kind: 'custom', summary: '' }, 'icinga');
  return { ...read, ...names };
}

function downtimeOf({ name, attrs }: DowntimeObject, now: number): SourceDowntime {
  const { author, comment, fixed, trigger_time: triggeredAt, duration } = attrs;
  const startsAt = attrs.start_time * 1000;
  const endsAt = fixed || triggeredAt === 0 ? attrs.end_time * 1000 : (triggeredAt + duration) * 1000;
  const inEffect = now >= startsAt && now < endsAt && (fixed || triggeredAt > 0);
  return { id: name, author, comment, endsAt, inEffect, mark: readMark(author, comment) };
}

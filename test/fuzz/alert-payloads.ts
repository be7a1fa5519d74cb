import * as fc from 'fast-check';
import { hostileText } from './texts.js';
import { hostileValue, jsonObject } from './values.js';

export const sourceTokens = {
  icinga: 'tok-icinga-4f1d',
  watchmouse: 'tok-watchmouse-77aa',
  generic: 'tok-generic-9c3e',
};
export type SourceName = keyof typeof sourceTokens;
export type Fields = readonly (readonly [string, unknown])[];

const host = fc.oneof(hostileText, fc.constantFrom('db1', 'db2', 'web1', 'parsoid.svc')).map((text) => `h${text}`);
const optional = (names: readonly string[], value: fc.Arbitrary<unknown>): fc.Arbitrary<Fields> =>
  fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 5 });

const icinga2 = [
  'service.output',
  'host.output',
  'notification.author',
  'notification.comment',
  'host.vars.dc',
  'service.vars.x',
];
const icingaMore = [
  ...icinga2,
  ...[
    'service.name',
    'host.groups',
    'icinga.timet',
    'service.last_state_change',
    'service.downtime_depth',
    'host.vars.__proto__',
  ],
  ...[
    'SERVICEOUTPUT',
    'LONGSERVICEOUTPUT',
    'ICINGA_HOSTOUTPUT',
    '_HOSTDC',
    'eventId',
    'spooled',
    'pagingService',
    'service.vars.',
  ],
];
const watchmouseMore = [
  'rid',
  'folder',
  'tags',
  'type',
  'result',
  'descr',
  'loc',
  'host',
  'ipaddr',
  'start',
  'tz',
  'errorsince',
];
const genericTexts = ['details', 'author', 'comment', 'summary'];
const genericMore = [
  ...genericTexts,
  'severity',
  'check',
  'service',
  'labels',
  'at',
  'link',
  'eventId',
  'spooled',
  'dedupKey',
  'source',
  'x',
];

/** Alerts that must be taken: what is mandatory is right, all else is any text. */
export const authentic: Readonly<Record<SourceName, fc.Arbitrary<Fields>>> = {
  icinga: fc
    .tuple(
      host,
      fc.constantFrom('CRITICAL', 'WARNING', 'OK', '2'),
      fc.constantFrom('PROBLEM', 'RECOVERY', 'CUSTOM', 'FLAPPINGEND'),
      optional(icingaMore, hostileText),
    )
    .map(([name, state, type, more]) => [
      ...more,
      ['notification.type', type],
      ['host.name', name],
      ['service.name', 'https'],
      ['service.state', state],
    ]),
  watchmouse: fc
    .tuple(host, fc.constantFrom('alert', 'reminder', 'ok'), optional(watchmouseMore, hostileText))
    .map(([name, event, more]) => [...more, ['event', event], ['name', name]]),
  generic: fc
    .tuple(
      host,
      fc.constantFrom('problem', 'recovery', 'custom', 'ack'),
      hostileText,
      optional(genericTexts, hostileText),
    )
    .map(([name, kind, summary, more]) => [...more, ['kind', kind], ['host', name], ['summary', summary]]),
};

/** The same with values of any type, unknown names and missing ones. */
export const mutated: Readonly<Record<SourceName, fc.Arbitrary<Fields>>> = {
  icinga: mutate(authentic.icinga, [...icingaMore, 'notification.type', 'host.name', 'service.state', 'host.state']),
  watchmouse: mutate(authentic.watchmouse, [...watchmouseMore, 'event', 'name']),
  generic: mutate(authentic.generic, [...genericMore, 'kind', 'host']),
};

function mutate(fields: fc.Arbitrary<Fields>, names: readonly string[]): fc.Arbitrary<Fields> {
  const name = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: hostileText });
  return fc
    .tuple(fields, optional(names, hostileValue), fc.tuple(name, hostileValue), fc.array(name, { maxLength: 2 }))
    .map(([before, more, extra, gone]) => [...before, ...more, extra].filter(([field]) => !gone.includes(field)));
}

export const sources = fc.constantFrom<SourceName>('icinga', 'watchmouse', 'generic');

/** What `explain` is asked about: payloads of every source, under its name or alone. */
export const explained: fc.Arbitrary<unknown> = sources.chain((source) =>
  fc.tuple(mutated[source], fc.boolean()).map(([fields, named]) => {
    const payload: unknown = JSON.parse(jsonObject(fields));
    return named ? { source, payload } : payload;
  }),
);

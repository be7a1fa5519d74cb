import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ActVerb, Command, CommandTarget } from '../../../src/pipeline/answer/command.js';
import { readCommand } from '../../../src/pipeline/answer/read-command.js';

const latest: CommandTarget = { kind: 'latest' };
const code = (number: number): CommandTarget => ({ kind: 'code', code: number });
const incident = (number: number): CommandTarget => ({ kind: 'incident', number });
const act = (kind: ActVerb, target: CommandTarget, all = false) => ({
  kind,
  target,
  all,
  note: null,
});
const snooze = (target: CommandTarget, seconds: number | null): Command => ({ kind: 'snooze', target, seconds });
const extend = (target: CommandTarget, seconds: number | null): Command => ({ kind: 'extend', target, seconds });
const mute = (target: CommandTarget, seconds: number | null): Command => ({ kind: 'mute', target, seconds });

describe('readCommand', () => {
  it.each<[string, Command]>([
    ['ack', act('acknowledge', latest)],
    ['A', act('acknowledge', latest)],
    ['Acknowledge!', act('acknowledge', latest)],
    ['12 ack', act('acknowledge', code(12))],
    ['ack 12', act('acknowledge', code(12))],
    ['ack12', act('acknowledge', code(12))],
    ['12a', act('acknowledge', code(12))],
    ['12 A.', act('acknowledge', code(12))],
    ["'12a'", act('acknowledge', code(12))],
    ['\u201c12a\u201d', act('acknowledge', code(12))],
    ['Reply 12a', act('acknowledge', code(12))],
    ['12a=ack', act('acknowledge', code(12))],
    ['012 ack', act('acknowledge', code(12))],
    ['\uff11\uff12\uff41', act('acknowledge', code(12))],
    ['ack #198', act('acknowledge', incident(198))],
    ['ACK#198', act('acknowledge', incident(198))],
    ['# 198 ack', act('acknowledge', incident(198))],
    ['12aa', act('acknowledge', code(12), true)],
    ['aa', act('acknowledge', latest, true)],
    ['ack all', act('acknowledge', latest, true)],
    ['all ack', act('acknowledge', latest, true)],
    ['ackall', act('acknowledge', latest, true)],
    ['100 ack all', act('acknowledge', code(100), true)],
    ['ack, please', act('acknowledge', latest)],
    ['12 resolve', act('resolve', code(12))],
    ['12r', act('resolve', code(12))],
    ['r12', act('resolve', code(12))],
    ['12c', act('resolve', code(12))],
    ['close #198', act('resolve', incident(198))],
    ['12cc', act('resolve', code(12), true)],
    ['12rr', act('resolve', code(12), true)],
    ['close all 12', act('resolve', code(12), true)],
    ['resolve', act('resolve', latest)],
    ['12 escalate', act('escalate', code(12))],
    ['12e', act('escalate', code(12))],
    ['escalate', act('escalate', latest)],
    ['12ee', act('escalate', code(12), true)],
    ['12 mute 30m', mute(code(12), 1800)],
    ['12mute30m', mute(code(12), 1800)],
    ['mute 12 for 30 minutes', mute(code(12), 1800)],
    ['30 min mute 12', mute(code(12), 1800)],
    ['12 mute 1h30m', mute(code(12), 5400)],
    ['12 MUTE 2H', mute(code(12), 7200)],
    ['12 mute 45', mute(code(12), 2700)],
    ['mute #198 1h', mute(incident(198), 3600)],
    ['mute 30m', mute(latest, 1800)],
    ['12 mute', mute(code(12), null)],
    ['12 silence 3d', mute(code(12), 259_200)],
    ['12 snooze 2h', snooze(code(12), 7200)],
    ['Snooze #198 for 45m', snooze(incident(198), 2700)],
    ['snooze 2h', snooze(latest, 7200)],
    ['12 snooze', snooze(code(12), null)],
    ['7 approve', { kind: 'approve', target: code(7) }],
    ['Approve 7, please', { kind: 'approve', target: code(7) }],
    ['approved', { kind: 'approve', target: latest }],
    ['"7 Deny".', { kind: 'deny', target: code(7) }],
    ['12 unmute', { kind: 'unmute', target: code(12) }],
    ['Unmute #198!', { kind: 'unmute', target: incident(198) }],
    ['unmute', { kind: 'unmute', target: latest }],
    ['12unsilence', { kind: 'unmute', target: code(12) }],
    ['12 extend 15m', extend(code(12), 900)],
    ['"12extend15m"', extend(code(12), 900)],
    ['Extend 12 by 15 min, please', extend(code(12), 900)],
    ['15m extend 12', extend(code(12), 900)],
    ['12 extend 20', extend(code(12), 1200)],
    ['prolong #198 1h', extend(incident(198), 3600)],
    ['extend 15m', extend(latest, 900)],
    ['12 extend', extend(code(12), null)],
    ['who', { kind: 'who' }],
    ['Who?', { kind: 'who' }],
    ['who is on call', { kind: 'who' }],
    ['STATUS', { kind: 'status' }],
  ])('%j', (text, command) => {
    expect(readCommand(text)).toEqual(command);
  });

  it.each<[string, Command]>([
    ['ack 42, looking into it', { ...act('acknowledge', code(42)), note: 'looking into it' }],
    ['ack - back in 10 min', { ...act('acknowledge', latest), note: 'back in 10 min' }],
    ['12r\nit was the switch', { ...act('resolve', code(12)), note: 'it was the switch' }],
    ['> CRITICAL Parsoid\n12 ack', act('acknowledge', code(12))],
  ])('takes what follows a whole order as a note: %j', (text, command) => {
    expect(readCommand(text)).toEqual(command);
  });

  it('reads what phones really send', () => {
    const bodyOf = (name: string) =>
      new URLSearchParams(readFileSync(join(import.meta.dirname, '../../fixtures/twilio', `${name}.form`), 'utf8')).get(
        'Body',
      ) ?? '';

    expect(readCommand(bodyOf('inbound-ack'))).toEqual(act('acknowledge', code(42)));
    expect(readCommand(bodyOf('inbound-unicode'))).toMatchObject({
      ...act('acknowledge', code(42)),
      note: expect.stringContaining('schaue ich mir an'),
    });
    expect(readCommand(bodyOf('inbound-mms-empty-body'))).toBeNull();
  });

  it.each([
    '',
    ' ',
    '12',
    '#198',
    '!!!',
    'ok',
    "don't ack",
    'do not ack 12',
    'not 12a',
    'ack? no',
    'a problem with 12',
    'close call',
    'call',
    '12a 12r',
    '12a=ack 12r=resolve',
    '12 ack, 13 resolve',
    '12 ack 13',
    'ack 12, 13',
    'ack 12 #198',
    'ack resolve',
    '12m',
    '12 mute all 30m',
    '12 snooze all 30m',
    '12 snooze mute 1h',
    '12 mute 1.5h',
    '12 13 mute 30m',
    '12 unmute all',
    '12 unmute mute',
    '12 unmute 30m',
    '12 extend all 15m',
    '7 approve deny',
    'approve all',
    'approve 7 8',
    '12 extend mute 15m',
    '12 extend 15m or so',
    'who 12',
    'status all',
    'all',
    'ack 12025550143',
    'ack \u0661\u0662',
    'a\u0308ck',
    'stop',
    'STOP ALL',
    'help',
    'yes',
    'https://example.org/ack/12',
  ])('is no order: %j', (text) => {
    expect(readCommand(text)).toBeNull();
  });

  const verbs = fc.constantFrom(
    ...(['a', 'ack', 'acknowledge'] as const).map((word) => ['acknowledge', word] as const),
    ...(['r', 'c', 'resolve', 'close'] as const).map((word) => ['resolve', word] as const),
    ...(['e', 'escalate'] as const).map((word) => ['escalate', word] as const),
  );
  const targets = fc.oneof(
    fc.constant({ text: '', target: latest }),
    fc.integer({ min: 1, max: 999 }).map((number) => ({ text: String(number), target: code(number) })),
    fc.integer({ min: 1, max: 99_999 }).map((number) => ({ text: `#${number}`, target: incident(number) })),
  );
  const quotes = fc.constantFrom('', "'", '"', '\u2019', '\u00ab', '`', ' ', '\n');
  const marks = fc.constantFrom('', '.', '!', '?', ' ', '\n', ' .', '...');

  it('is the same order however it is garbled: case, order, spaces, quotes, punctuation', () => {
    const garbled = fc.record({
      verb: verbs,
      target: targets,
      all: fc.boolean(),
      first: fc.boolean(),
      gap: fc.constantFrom(' ', '', '  ', '\t', '\u00a0'),
      upper: fc.infiniteStream(fc.boolean()),
      quote: quotes,
      mark: marks,
    });

    fc.assert(
      fc.property(garbled, ({ verb: [kind, word], target: { text, target }, all, first, gap, upper, quote, mark }) => {
        const doubled = word.length === 1 ? word + word : `${word}${gap}all`;
        const order = all ? doubled : word;
        const whole = first || (text.startsWith('#') && gap === '') ? `${text}${gap}${order}` : `${order}${gap}${text}`;
        const mixed = Array.from(whole, (letter) => (upper.next().value === true ? letter.toUpperCase() : letter));
        const sent = `${quote}${mixed.join('')}${quote}${mark}`;

        expect(readCommand(sent)).toEqual(act(kind, target, all));
      }),
      { numRuns: 2000 },
    );
  });

  it('never acts on what has no word of an order in it', () => {
    const never =
      /ack|resol|clos|escal|esc|mute|silence|snooze|extend|prolong|who|status|all|(?:^|[^\p{L}\p{M}])(?:aa?|rr?|cc?|ee?)(?:$|[^\p{L}\p{M}])/iu;
    const texts = fc
      .oneof(fc.string({ unit: 'grapheme' }), fc.lorem())
      .filter((text) => !never.test(text.normalize('NFKC')));

    fc.assert(
      fc.property(texts, (text) => expect(readCommand(text)).toBeNull()),
      { numRuns: 2000 },
    );
  });

  it('never acts on an order with a foreign word in it', () => {
    const orders = fc.constantFrom('12 ack', 'ack', '12r', 'resolve #198', '12 mute 30m', '12 extend 15m', 'status');
    const foreign = fc.constantFrom(
      'not',
      'never',
      'dont',
      'if',
      'why',
      'maybe',
      'xyzzy',
      'nein',
      '\u043d\u0435\u0442',
    );

    fc.assert(
      fc.property(orders, foreign, fc.boolean(), (order, word, first) => {
        expect(readCommand(first ? `${word} ${order}` : `${order} ${word}`)).toBeNull();
      }),
    );
  });

  it('reads any bytes without breaking', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => void readCommand(text)));
  });
});

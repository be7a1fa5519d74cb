import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Incident } from '../../../src/domain/incident.js';
import { type ActedOn, actReply, type ReplyReader } from '../../../src/pipeline/answer/act-reply.js';
import {
  extendedReply,
  mutedReply,
  NOT_UNDERSTOOD,
  needsCode,
  refuseMute,
  refuseUnmute,
  UNMUTE_NEEDS_CODE,
  unknownTarget,
  unmutedReply,
} from '../../../src/pipeline/answer/plain-replies.js';
import { statusReply, whoReply } from '../../../src/pipeline/answer/question-replies.js';
import { countSegments } from '../../../src/pipeline/deliver/gsm7.js';
import { anIncident, EVENING } from '../../http/builders.js';

const reader: ReplyReader = {
  person: 'roan',
  timezone: 'UTC',
  now: EVENING + 600_000,
  displayName: (name) => `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
};

function acted(over: Partial<ActedOn> = {}, incident: Partial<Incident> = {}): ActedOn {
  return { incident: anIncident(incident), hadBefore: [], outcome: 'done', because: '', ...over };
}

describe('actReply', () => {
  it('says what was done', () => {
    expect(actReply('acknowledge', [acted({}, { title: 'Parsoid' })], reader)).toBe('Acknowledged #12 Parsoid');
    expect(actReply('resolve', [acted({}, { title: 'Parsoid' })], reader)).toBe('Resolved #12 Parsoid');
    expect(actReply('escalate', [acted({}, { title: 'Parsoid', step: 2 })], reader)).toBe(
      'Escalated #12 Parsoid: step 2 is paged now',
    );
  });

  it.each<[Partial<Incident>, string]>([
    [{ state: 'resolved', resolvedBy: 'daniel', resolvedAt: EVENING }, 'was resolved already by Daniel at 23:46'],
    [{ state: 'resolved', resolvedBy: 'roan', resolvedAt: EVENING }, 'was resolved already by you at 23:46'],
    [{ state: 'resolved', resolvedBy: 'monitoring', resolvedAt: EVENING }, 'has recovered already at 23:46'],
    [
      { state: 'acknowledged', acknowledgedBy: ['daniel', 'roan'], acknowledgedAt: EVENING },
      'was acknowledged already by you, Daniel at 23:46',
    ],
    [
      { suppressed: { reason: 'maintenance: deploy', id: 'w', until: null } },
      'is held: maintenance: deploy. Nobody is paged',
    ],
  ])('says by whom and when it was done already: %j', (incident, standing) => {
    const reply = actReply('acknowledge', [acted({ outcome: 'unchanged' }, { title: 'Parsoid', ...incident })], reader);

    expect(reply).toBe(`#12 Parsoid ${standing}`);
  });

  it('counts what was done of several, and what was not', () => {
    const several = [
      acted({}, { title: 'Parsoid' }),
      acted({}, { number: 13, title: 'MySQL' }),
      acted({ outcome: 'unchanged' }),
      acted({ outcome: 'refused' }),
    ];

    expect(actReply('acknowledge', several, reader)).toBe(
      'Acknowledged 2: #12 Parsoid, #13 MySQL. 1 had been done already, 1 you may not',
    );
    expect(actReply('resolve', several.slice(2), reader)).toBe(
      'Nothing resolved of 2. 1 had been done already, 1 you may not',
    );
  });
});

describe('statusReply', () => {
  it('names what is open with its codes, and who has it', () => {
    const open = [
      { incident: anIncident({ title: 'Parsoid' }), code: 3 },
      { incident: anIncident({ number: 13, title: 'MySQL' }), code: null },
    ];

    expect(statusReply(open, reader)).toBe('2 open: 3 = #12 Parsoid: nobody has it; #13 MySQL: nobody has it');
    expect(statusReply([], reader)).toBe('Nothing is open that has paged you.');
  });
});

describe('whoReply', () => {
  it('tells who has the latest page, whom it went to, and who is on call', () => {
    const latest = { incident: anIncident(), paged: ['roan', 'daniel'] };

    expect(whoReply(latest, new Map([['ops', ['daniel']]]), reader)).toBe(
      '#12: nobody has it. Paged: Roan, Daniel. On call: ops: Daniel',
    );
    expect(whoReply(null, new Map([['ops', []]]), reader)).toBe('On call: ops: nobody');
    expect(whoReply(null, new Map(), reader)).toBe('No page went to this phone lately.');
  });
});

describe('every reply', () => {
  it('is one segment, whatever the titles and names', () => {
    const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(words, words, fc.integer({ min: 1, max: 200 }), (title, name, count) => {
        const named = { ...reader, displayName: () => name };
        const one = acted({ hadBefore: ['daniel'], because: name }, { title });
        const all = Array.from({ length: count }, () => one);
        const texts = [
          actReply('acknowledge', [one], named),
          actReply('escalate', all, named),
          actReply('resolve', [{ ...one, outcome: 'refused' }], named),
          actReply('resolve', [{ ...one, outcome: 'unchanged' }], named),
          statusReply(
            all.map(({ incident }) => ({ incident, code: 12 })),
            named,
          ),
          whoReply({ incident: one.incident, paged: ['a', 'b'] }, new Map([[title, ['a']]]), named),
          mutedReply(name, { endsAt: EVENING, seconds: 7200, undo: 'unmute #9999999' }, named),
          unmutedReply(name, null, named),
          unmutedReply(name, EVENING, named),
          extendedReply(name, { endsAt: EVENING, seconds: 7200 }, named),
        ];

        expect(texts.map(countSegments)).toEqual(texts.map(() => 1));
      }),
      { numRuns: 200 },
    );
  });

  it('is one segment where it is ours alone', () => {
    const texts = [
      NOT_UNDERSTOOD,
      UNMUTE_NEEDS_CODE,
      refuseUnmute(0),
      refuseUnmute(2),
      unknownTarget({ kind: 'latest' }),
      unknownTarget({ kind: 'code', code: 999 }),
      unknownTarget({ kind: 'incident', number: 1_234_567 }),
      needsCode('Resolve', '999rr'),
      needsCode('Mute', null),
      refuseMute(60, []) ?? '',
      refuseMute(60, ['a', 'b']) ?? '',
      refuseMute(null, ['a']) ?? '',
      refuseMute(7201, ['a']) ?? '',
    ];

    expect(texts.filter((text) => text === '' || text.endsWith('...') || countSegments(text) > 1)).toEqual([]);
    expect(refuseMute(7200, ['a'])).toBeNull();
  });
});

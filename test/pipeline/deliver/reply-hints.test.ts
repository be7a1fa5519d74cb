import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countSegments } from '../../../src/pipeline/deliver/gsm7.js';
import { type RenderRequest, renderMessage } from '../../../src/pipeline/deliver/render-message.js';
import { replyHints } from '../../../src/pipeline/deliver/reply-hints.js';
import { smsTermsOf } from '../../../src/pipeline/deliver/sms-terms.js';
import { aCall, aCheck, aRequest } from './builders.js';

function sms(code: number | null, over: Partial<RenderRequest> = {}): string {
  return renderMessage(aRequest({ notification: { channel: 'sms', code }, ...over })).text;
}

describe('replyHints', () => {
  it('say how a page is answered, shorter where there is less room', () => {
    expect(replyHints(12, 'problem')).toEqual(['12a=ack 12r=resolve 12e=escalate', '12a=ack 12r=resolve', '12a=ack']);
    expect(replyHints(100, 'problem')).toEqual(['100aa=ack all 100rr=resolve all', '100aa=ack all']);
    expect(replyHints(12, 'update')).toEqual(['12r=resolve 12e=escalate', '12r=resolve']);
  });

  it('are none without a code, or where nothing is to be answered', () => {
    expect([replyHints(null, 'problem'), replyHints(12, 'recovery'), replyHints(12, 'test')]).toEqual([[], [], []]);
  });
});

describe('the text of a page', () => {
  it('says how to answer it, ahead of the link', () => {
    expect(sms(12)).toMatch(/\n12a=ack 12r=resolve( 12e=escalate)?\nAck #12: https:\/\/\S+$/);
  });

  it('says so for a bundle too', () => {
    const calls = [aCall(), aCall({ id: 'p2', incidentId: 'inc2' }, { id: 'inc2', number: 13 })];

    expect(sms(101, { calls })).toContain('\n101aa=ack all');
  });

  it('is as it was without a code', () => {
    expect(sms(null)).not.toMatch(/=ack/);
  });

  it('never takes a further segment to say so', () => {
    const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(words, words, fc.integer({ min: 1, max: 99 }), (title, summary, code) => {
        const over = {
          calls: [aCall({}, { title })],
          checks: new Map([['inc1', [aCheck({ summary })]]]),
        };

        expect(countSegments(sms(code, over))).toBe(countSegments(sms(null, over)));
      }),
      { numRuns: 300 },
    );
  });
});

describe('smsTermsOf', () => {
  it.each([
    ['+12025550143', true, true],
    ['+4917012345678', true, true],
    ['+8613800138000', false, false],
    ['+919812345678', true, false],
    ['+50212345678', true, false],
    ['+50612345678', true, false],
    ['+50712345678', true, false],
    ['+84912345678', true, false],
  ])('%s: links %p, replies %p', (number, links, replies) => {
    expect(smsTermsOf(number)).toEqual({ links, replies });
  });
});

import { describe, expect, it } from '@jest/globals';
import { renderMessage } from '../../../src/pipeline/deliver/render-message.js';
import { aCall, aRequest, EVENING } from './builders.js';

describe('renderMessage', () => {
  it('gives an SMS neither subject nor HTML', () => {
    expect(renderMessage(aRequest())).toMatchObject({ subject: '', html: null, thread: 'inc1', urgency: 'high' });
  });

  it('is urgent when one of its pages is', () => {
    const low = aCall({ id: 'a', urgency: 'low' }, { id: 'a' });

    expect(renderMessage(aRequest({ calls: [low] })).urgency).toBe('low');
    expect(renderMessage(aRequest({ calls: [low, aCall()] })).urgency).toBe('high');
  });

  it.each([
    [null, 600],
    [EVENING + 300_000, 300],
    [EVENING + 3_600_000, 600],
    [EVENING + 10_000, 60],
    [EVENING - 10_000, 60],
  ])('is valid until the next step at %p: %p s', (nextStepAt, seconds) => {
    const request = aRequest({ calls: [aCall({}, { nextStepAt })], now: EVENING });

    expect(renderMessage(request).validitySeconds).toBe(seconds);
  });

  it('is valid as long as the longest of its incidents waits', () => {
    const calls = [
      aCall({}, { nextStepAt: EVENING + 120_000 }),
      aCall({ id: 'p2' }, { id: 'i2', nextStepAt: EVENING + 400_000 }),
    ];

    expect(renderMessage(aRequest({ calls, now: EVENING })).validitySeconds).toBe(400);
  });
});

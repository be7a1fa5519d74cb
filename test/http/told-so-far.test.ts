import { describe, expect, it } from '@jest/globals';
import { toldSoFar } from '../../src/http/told-so-far.js';
import { aNotification, EVENING } from './builders.js';

const minute = 60_000;

describe('toldSoFar', () => {
  it('gives the first moment and all channels of each person', () => {
    const told = toldSoFar(
      [
        aNotification({ channel: 'email', createdAt: EVENING + minute }),
        aNotification({ channel: 'sms', createdAt: EVENING }),
        aNotification({ person: 'mia', createdAt: EVENING + minute }),
      ],
      null,
    );

    expect(told.get('roan')).toEqual({ at: EVENING, channels: ['sms', 'email'] });
    expect(told.get('mia')).toEqual({ at: EVENING + minute, channels: ['sms'] });
  });

  it('leaves out what did not go out', () => {
    const told = toldSoFar([aNotification({ state: 'failed' }), aNotification({ state: 'retrying' })], null);

    expect(told.size).toBe(0);
  });

  it('takes word of the end for no page', () => {
    const told = toldSoFar(
      [aNotification({ createdAt: EVENING }), aNotification({ channel: 'email', createdAt: EVENING + minute })],
      EVENING + minute,
    );

    expect(told.get('roan')).toEqual({ at: EVENING, channels: ['sms'] });
  });
});

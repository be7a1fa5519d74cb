import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMovableClock } from '../../src/clock/movable-clock.js';
import { createLinkSigner } from '../../src/web/link-token.js';

const clock = createMovableClock(Date.UTC(2013, 3, 18, 23, 46));
const people = ['roan', 'gabriel'];

function aSigner(over: Partial<Parameters<typeof createLinkSigner>[0]> = {}) {
  return createLinkSigner({
    secret: () => 's',
    publicUrl: 'https://pager.example.org/',
    people: () => people,
    clock,
    ...over,
  });
}

function tokenOf(link: string): string {
  return link.slice(link.lastIndexOf('/') + 1);
}

describe('createLinkSigner', () => {
  it('makes links of 32 characters below the public address', () => {
    expect(aSigner().link(12, 'roan')).toMatch(/^https:\/\/pager\.example\.org\/a\/[\w-]{32}$/);
  });

  it('reads back whom and what a link is for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 - 1 }), fc.constantFrom(...people), (incidentNumber, person) => {
        const signer = aSigner();

        expect(signer.verify(tokenOf(signer.link(incidentNumber, person)))).toEqual({ incidentNumber, person });
      }),
    );
  });

  it('refuses a token with any character changed', () => {
    const token = tokenOf(aSigner().link(12, 'roan'));

    for (let i = 0; i < token.length; i += 1) {
      const other = token[i] === 'A' ? 'B' : 'A';
      expect(aSigner().verify(token.slice(0, i) + other + token.slice(i + 1))).toBeNull();
    }
  });

  it.each(['', 'A'.repeat(31), 'A'.repeat(33), '../../etc/passwd', '☃'.repeat(32), `${'A'.repeat(31)}=`])(
    'refuses what is no token: %j',
    (token) => {
      expect(aSigner().verify(token)).toBeNull();
    },
  );

  it('refuses the token of another secret', () => {
    const token = tokenOf(aSigner({ secret: () => 'other' }).link(12, 'roan'));

    expect(aSigner().verify(token)).toBeNull();
  });

  it('refuses the token of a person who is gone from the rules', () => {
    const token = tokenOf(aSigner().link(12, 'roan'));

    expect(aSigner({ people: () => ['gabriel'] }).verify(token)).toBeNull();
  });

  it('works for 24 hours and then says that it has expired', () => {
    const moving = createMovableClock(clock.now());
    const signer = aSigner({ clock: moving });
    const token = tokenOf(signer.link(12, 'roan'));

    moving.advance(24 * 3_600_000 - 60_000);
    expect(signer.verify(token)).toEqual({ incidentNumber: 12, person: 'roan' });
    moving.advance(121_000);
    expect(signer.verify(token)).toBe('expired');
  });
});

import { randomUUID } from 'node:crypto';
import type { ContactMethod } from '../../domain/channel.js';
import type { StepTarget } from '../../domain/rules.js';
import type { EmergencyText } from '../../pipeline/deliver/render-emergency.js';
import { selectPeople } from '../../pipeline/route/select-people.js';
import type { Message } from '../../ports.js';
import type { EngineDeps } from '../engine-deps.js';

/** Messages that go straight through the channels, past the ledger. */
export interface EmergencyLetters {
  /** By the first method that takes it; one that may have taken it counts. False: it reached nobody. */
  send(letter: {
    readonly person: string;
    readonly methods: readonly ContactMethod[];
    readonly text: EmergencyText;
  }): Promise<boolean>;
  /** To everybody of the target by the rules in memory; the text is made for the zone of each. */
  tell(target: StepTarget, textOf: (timezone: string) => EmergencyText): Promise<void>;
  zoneOf(person: string): string;
}

export type LetterDeps = Pick<EngineDeps, 'index' | 'channels' | 'clock' | 'log' | 'metrics'>;

export function createEmergencyLetters({ index, channels, clock, log, metrics }: LetterDeps): EmergencyLetters {
  const send: EmergencyLetters['send'] = async ({ person, methods, text }) => {
    for (const { channel, to } of methods) {
      const letter: Message = {
        ...text,
        notificationId: randomUUID(),
        to,
        person,
        incidentId: null,
        html: null,
        urgency: 'high',
        thread: null,
        validitySeconds: 600,
        createdAt: clock.now(),
      };
      const first = await channels[channel].send(letter);
      // There is no ledger to ask after it later: the other provider sends what the first may have lost.
      const again = first.kind === 'unknown' && first.atOnce === true;
      const outcome = again ? await channels[channel].send(letter) : first;
      metrics.count('emergency_pages_total', { channel, outcome: outcome.kind });
      if (outcome.kind === 'accepted' || outcome.kind === 'unknown') return true;
    }
    log.error({ person }, 'an emergency page reached nobody');
    return false;
  };

  function zoneOf(person: string): string {
    return index().rules.people.get(person)?.timezone ?? 'UTC';
  }

  return {
    send,
    zoneOf,
    async tell(target, textOf) {
      const facts = { checks: [], service: null, targets: [target], urgency: 'high' as const, now: clock.now() };
      const { people } = selectPeople(index(), facts);
      await Promise.all(
        people.map(({ person, calls, fallbacks }) =>
          send({ person, methods: [...calls, ...fallbacks], text: textOf(zoneOf(person)) }),
        ),
      );
    },
  };
}

import type { CreateMoment } from '../../harness/twilio-stand-in.js';
import { ledgerScripts } from '../ledger-scripts.js';
import { killAtLedger, type Stage, type Stand } from './stage.js';

/** From the call of the provider to its result. */
export const deliveryStages: readonly Stage[] = [
  {
    name: 'W3 bytes sent, the provider has not taken the text',
    host: 'web12.example',
    isLeased: true,
    kill: (stand) => killAtProvider(stand, 'received'),
  },
  {
    name: 'W3 bytes sent, the provider has taken the text',
    host: 'web13.example',
    isLeased: true,
    kill: (stand) => killAtProvider(stand, 'taken'),
  },
  {
    name: 'W4 provider answered, the result is on its way to the ledger',
    host: 'web14.example',
    isLeased: true,
    kill: (stand) => killAtOutcome(stand, 'request'),
  },
  {
    name: 'W5 result written, the router does not know',
    host: 'web15.example',
    isLeased: true,
    kill: (stand) => killAtOutcome(stand, 'reply'),
  },
];

async function killAtProvider({ router, twilio, host, post }: Stand, moment: CreateMoment): Promise<void> {
  const killed = twilio.pauseAt(moment, host, async () => {
    await router.end('SIGKILL');
  });
  await Promise.all([killed, post()]);
}

async function killAtOutcome(stand: Stand, at: 'request' | 'reply'): Promise<void> {
  await Promise.all([killAtLedger(stand, { at, texts: [ledgerScripts.outcome, stand.host] }), stand.post()]);
}

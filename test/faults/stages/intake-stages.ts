import { ledgerScripts } from '../ledger-scripts.js';
import { sendHeaders } from './half-request.js';
import { killAtLedger, type Stage, type Stand } from './stage.js';

/** From the first byte of an alert to its 202. */
export const intakeStages: readonly Stage[] = [
  {
    name: 'R2 authenticated, no byte of the body is here',
    host: 'web1.example',
    async kill({ router, host }) {
      await sendHeaders(router.url, host);
      await router.end('SIGKILL');
    },
  },
  {
    name: 'R1 half of the body read',
    host: 'web2.example',
    async kill({ router, host }) {
      const { sendHalfOfTheBody } = await sendHeaders(router.url, host);
      await sendHalfOfTheBody();
      // What answers now has had its turn to read the half.
      await fetch(`${router.url}/healthz`);
      await router.end('SIGKILL');
    },
  },
  {
    name: 'R1 body read, the journal is about to be written',
    host: 'web3.example',
    kill: (stand) => killAtJournal(stand, 'write'),
  },
  { name: 'R3 journal written', host: 'web4.example', kill: (stand) => killAtJournal(stand, 'written') },
  { name: 'R4 journal synced', host: 'web5.example', kill: (stand) => killAtJournal(stand, 'synced') },
  {
    name: 'T1 route picked, the ledger has not heard of it',
    host: 'web6.example',
    kill: (stand) => killAtCommit(stand, 'request'),
  },
  {
    name: 'R5, T2, W1 and W2 ledger written: alert, incident, page and its claim in one, the router does not know',
    host: 'web7.example',
    isLeased: true,
    kill: (stand) => killAtCommit(stand, 'reply'),
  },
  {
    name: 'R6 before the 202',
    host: 'web10.example',
    isLeased: true,
    async kill({ router, post }) {
      await router.order('die-before-202', true);
      await Promise.all([post(), router.gone()]);
    },
  },
];

async function killAtJournal({ router, host, post }: Stand, at: 'write' | 'written' | 'synced'): Promise<void> {
  await router.order('die-at-journal', { at, text: host });
  await Promise.all([post(), router.gone()]);
}

async function killAtCommit(stand: Stand, at: 'request' | 'reply'): Promise<void> {
  await Promise.all([killAtLedger(stand, { at, texts: [ledgerScripts.commit, stand.host] }), stand.post()]);
}

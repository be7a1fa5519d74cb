import { ledgerScripts } from '../ledger-scripts.js';
import { poll } from '../real-router.js';
import { adminToken, annsPhone, bobsPhone, killAtLedger, type Stage, type Stand } from './stage.js';

/** What happens to an incident after its first page: the next step, an acknowledgement, the end of a window. */
export const incidentStages: readonly Stage[] = [
  {
    name: 'A1 acknowledgement in, not committed',
    host: 'web21.example',
    kill: (stand) => killAtAcknowledgement(stand, 'request'),
    repeat: acknowledge,
  },
  {
    name: 'A2 acknowledgement committed, the person does not know',
    host: 'web22.example',
    kill: (stand) => killAtAcknowledgement(stand, 'reply'),
  },
  {
    name: 'E2 step advanced, the router does not know',
    host: 'web82.example',
    texts: 2,
    kill: (stand) => killAtStep(stand, 'reply'),
  },
  {
    name: 'E1 due seen and leased, the step is not written',
    host: 'web81.example',
    texts: 2,
    isLeased: true,
    kill: (stand) => killAtStep(stand, 'request'),
  },
  {
    name: 'M1 window over, what it held is not paged yet',
    host: 'web91.example',
    isLeased: true,
    isHeld: true,
    async kill(stand) {
      const id = await openWindow(stand);
      await stand.post();
      const texts = [ledgerScripts.commit, 'window-ended', stand.host];
      await Promise.all([
        killAtLedger(stand, { at: 'request', texts }),
        callApi(stand, `/maintenance-windows/${id}/end`, {}),
      ]);
    },
  },
];

async function killAtStep(stand: Stand, at: 'request' | 'reply'): Promise<void> {
  const texts = [ledgerScripts.commit, stand.host, bobsPhone];
  await Promise.all([killAtLedger(stand, { at, texts }), stand.post()]);
}

async function killAtAcknowledgement(stand: Stand, at: 'request' | 'reply'): Promise<void> {
  await stand.post();
  await poll(async () => textOf(stand) !== undefined, 10_000);
  const texts = [ledgerScripts.commit, stand.host, '"acknowledged"'];
  await Promise.all([killAtLedger(stand, { at, texts }), acknowledge(stand)]);
}

function textOf({ twilio, host }: Stand): string | undefined {
  return twilio.phone(annsPhone).texts.find((text) => text.includes(host));
}

/** Presses the button behind the link of the text. */
async function acknowledge(stand: Stand): Promise<void> {
  const path = /\/a\/\S+/.exec(textOf(stand) ?? '')?.[0] ?? '';
  const signal = AbortSignal.timeout(5000);
  await fetch(`${stand.router.url}${path}`, { method: 'POST', redirect: 'manual', signal }).catch(() => null);
}

async function openWindow(stand: Stand): Promise<string> {
  const answer = await callApi(stand, '/maintenance-windows', { services: ['planned'], for: '1h', reason: 'deploy' });
  const opened: unknown = await answer?.json();
  if (typeof opened === 'object' && opened !== null && 'id' in opened) return String(opened.id);
  throw new Error('no window was opened');
}

/** Null: the router died of it. */
async function callApi({ router }: Stand, path: string, body: object): Promise<Response | null> {
  return await fetch(`${router.url}/api/v1${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${adminToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => null);
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import type { Real } from './real.js';
import { CHECKS, type RulesTable, rulesFile, type ServiceName } from './rules.js';
import { readMessage, type Told } from './told.js';

/** A whole router: alerts and acts by HTTP, texts at the stand-in of Twilio, mails at a real SMTP server. */
export interface RealRouter extends Real {
  /** Nothing fails, no window and no override is left, these rules are in force, and nothing is to be told. */
  clear(rules: RulesTable): Promise<void>;
  stop(): Promise<void>;
}

export async function startRealRouter(first: RulesTable): Promise<RealRouter> {
  const directory = await mkdtemp(join(tmpdir(), 'pr-model-'));
  const write = (rules: RulesTable) => writeFile(join(directory, 'rules.yaml'), rulesFile(rules));
  await write(first);
  const router = await startTestRouter({ rulesFrom: [directory] });
  const hears = createEars(router);
  let windows: string[] = [];
  let overrides: string[] = [];

  async function post(path: string, body: object): Promise<string> {
    const answer = await router.api('POST', path, body);
    await router.settle();
    return idOf(answer);
  }

  async function act(service: ServiceName, what: string, body: object): Promise<void> {
    const open = await router.api('GET', `/incidents?state=open&service=${service.toLowerCase()}`);
    await post(`/incidents/${idsOf(open)[0] ?? 'none'}/${what}`, body);
  }

  async function alert(host: string, severity: string | null): Promise<void> {
    const summary = severity === null ? 'well again' : 'too high';
    const said = severity === null ? { kind: 'recovery' } : { kind: 'problem', severity };
    await router.alert('generic', { ...said, host, check: 'load', summary });
    await router.settle();
  }

  async function reload(rules: RulesTable): Promise<void> {
    await write(rules);
    router.app.rules.reload();
  }

  return {
    now: router.clock.now,
    alert,
    acknowledge: (service, by) => act(service, 'acknowledge', { by }),
    snooze: (service, by, until) => act(service, 'snooze', { by, until: iso(until) }),
    resolve: (service, by) => act(service, 'resolve', { by }),
    async openWindow(service, { startsAt, endsAt }) {
      const span = { startsAt: iso(startsAt), endsAt: iso(endsAt) };
      windows.push(
        await post('/maintenance-windows', { services: [service.toLowerCase()], reason: 'deploy', ...span }),
      );
    },
    async extendWindow(nth, at) {
      await post(`/maintenance-windows/${windows[nth]}/extend`, { endsAt: iso(at) });
    },
    async endWindow(nth) {
      await post(`/maintenance-windows/${windows[nth]}/end`, {});
    },
    async override({ person, on, endsAt }) {
      const change = on ? { kind: 'add', person } : { kind: 'remove', replaces: person };
      const body = { schedule: 'duty', ...change, endsAt: iso(endsAt), allowGap: true };
      overrides.push(await post('/overrides', body));
    },
    async takeBack(nth) {
      await router.api('DELETE', `/overrides/${overrides[nth]}`);
    },
    reload,
    pass: (ms) => router.clock.advance(`${ms / 1000}s`),
    told: hears,
    async clear(rules) {
      for (const id of windows) await router.api('POST', `/maintenance-windows/${id}/end`, {});
      for (const id of overrides) await router.api('DELETE', `/overrides/${id}`);
      for (const check of CHECKS) await alert(check, null);
      [windows, overrides] = [[], []];
      await reload(rules);
      hears();
    },
    async stop() {
      await router.stop();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Gives what phones and mailboxes have got since it was asked last. */
function createEars({ twilio, mail, app }: TestRouter): () => readonly Told[] {
  let [texts, mails] = [0, 0];
  return () => {
    const sms = twilio.messages.slice(texts).map(({ at, to, body }) => {
      return { at, channel: 'sms', to, words: body } as const;
    });
    const email = mail.mails.slice(mails).map(({ envelope, parsed }) => {
      const at = parsed.date?.getTime() ?? 0;
      return { at, channel: 'email', to: envelope.to[0] ?? '', words: parsed.subject ?? '' } as const;
    });
    texts += sms.length;
    mails += email.length;
    const people = [...app.rules.rules().people.values()];
    return [...sms, ...email].flatMap(({ at, channel, to, words }) => {
      const read = readMessage(words);
      const person = people.find((one) => one[channel].includes(to))?.name ?? to;
      return read === null ? [] : [{ at, person, channel, ...read }];
    });
  };
}

const iso = (at: number) => new Date(at).toISOString();

function idOf(answer: unknown): string {
  return typeof answer === 'object' && answer !== null && 'id' in answer ? String(answer.id) : '';
}

function idsOf(list: unknown): readonly string[] {
  const items = typeof list === 'object' && list !== null && 'items' in list ? list.items : [];
  return Array.isArray(items) ? items.map(idOf) : [];
}

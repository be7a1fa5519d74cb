import { setTimeout as sleep } from 'node:timers/promises';
import type { Notification } from '../../src/domain/notification.js';
import type { Ledger } from '../../src/ports-ledger.js';
import { poll, type RealRouter } from './real-router.js';

/** A host whose alert was answered 202, with the id it got. */
export interface Accepted {
  readonly host: string;
  readonly alertId: string;
}

/** Senders that post one problem after the other, each about a host of its own, and remember what they were answered. */
export interface Storm {
  readonly accepted: readonly Accepted[];
  /** Answers other than 202; a connection that failed counts as 0. */
  readonly refused: readonly number[];
  /** How long each 202 took, ms. */
  readonly tookMs: readonly number[];
  stop(): Promise<void>;
}

/** With several urls the senders take turns, and go on to the next one when one does not accept, as the shipped sender does. */
export function startStorm(urls: string | readonly string[], { senders = 2, pauseMs = 40 } = {}): Storm {
  const receivers = [urls].flat();
  const accepted: Accepted[] = [];
  const refused: number[] = [];
  const tookMs: number[] = [];
  let stopped = false;
  let sent = 0;

  async function send(): Promise<void> {
    while (!stopped) {
      sent += 1;
      const turn = sent;
      for (let attempt = 0; attempt < receivers.length; attempt += 1) {
        if (await post(`web${turn}.example`, receivers[(turn + attempt) % receivers.length] ?? '')) break;
      }
      await sleep(pauseMs);
    }
  }

  async function post(host: string, url: string): Promise<boolean> {
    const before = performance.now();
    const { status, alertId } = await postProblem(url, host);
    if (alertId === null) {
      refused.push(status);
      return false;
    }
    accepted.push({ host, alertId });
    tookMs.push(performance.now() - before);
    return true;
  }

  const running = Array.from({ length: senders }, send);
  return {
    accepted,
    refused,
    tookMs,
    async stop() {
      stopped = true;
      await Promise.all(running);
    },
  };
}

/** A critical problem of a host; with the same event id it is the same one. */
export function problemOf(host: string, eventId?: string): object {
  return { kind: 'problem', severity: 'critical', host, check: 'http', summary: 'Connection refused', eventId };
}

/** Posts it; status 0 when nothing answers. */
export async function postProblem(
  url: string,
  host: string,
  eventId?: string,
): Promise<{ status: number; alertId: string | null }> {
  try {
    const answer = await fetch(`${url}/webhooks/generic`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      signal: AbortSignal.timeout(15_000),
      body: JSON.stringify(problemOf(host, eventId)),
    });
    const body: unknown = await answer.json();
    const id = typeof body === 'object' && body !== null && 'alertId' in body ? String(body.alertId) : null;
    return { status: answer.status, alertId: answer.status === 202 ? id : null };
  } catch {
    return { status: 0, alertId: null };
  }
}

const underWay: ReadonlySet<Notification['state']> = new Set(['sending', 'retrying', 'unknown']);

/** Waits until every accepted host has been texted and nothing is under way any more; 45 s at most. */
export async function waitUntilTold(router: RealRouter, ledger: Ledger, storm: Storm): Promise<void> {
  await poll(async () => {
    const texts = textsByHost(router);
    if (storm.accepted.some(({ host }) => !texts.has(host))) return false;
    return (await allNotifications(ledger)).every(({ state }) => !underWay.has(state));
  }, 45_000);
}

/** How often each host was texted about. */
export function textsByHost({ twilio }: Pick<RealRouter, 'twilio'>): Map<string, number> {
  const texts = new Map<string, number>();
  for (const { body } of twilio.messages) {
    const host = /web\d+\.example/.exec(body)?.[0] ?? body;
    texts.set(host, (texts.get(host) ?? 0) + 1);
  }
  return texts;
}

export async function allNotifications(ledger: Ledger): Promise<Notification[]> {
  const all: Notification[] = [];
  let cursor: string | undefined;
  do {
    const page = await ledger.listNotifications({ limit: 200, ...(cursor !== undefined && { cursor }) });
    all.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return all;
}

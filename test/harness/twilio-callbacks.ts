import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SentSms } from './twilio-phone.js';

/** What the stand-in tells of each text that asked for it. */
export interface CallbackPlan {
  /** Its words, in the order in which they leave; `sent`, `delivered` by default, [] for none. */
  readonly statuses?: readonly string[];
  readonly errorCode?: number;
  /** Before the Create call is answered, and only then; a caller that is gone gets no answer. */
  readonly beforeAnswer?: boolean;
  /** How often each is sent. */
  readonly times?: number;
  /** Before the first of them, ms of the wall clock. */
  readonly afterMs?: number;
  /** Signs with another token; null: does not sign. */
  readonly token?: string | null;
}

/** One request about a text, and what it was answered (0: nothing answered). */
export interface SentCallback {
  readonly sid: string;
  readonly status: string;
  readonly answer: number;
}

/** The provider's side of status callbacks. */
export interface Callbacks {
  plan(plan: CallbackPlan): void;
  /** Sends what the plan says of a text that has just been taken. */
  play(sms: SentSms, moment: 'before-answer' | 'answered'): Promise<void>;
  /** Sends one by hand, whatever the plan; answers the status. */
  send(sms: SentSms, status: string, options?: Pick<CallbackPlan, 'errorCode' | 'token'>): Promise<number>;
  readonly sent: readonly SentCallback[];
  /** Resolves when none is under way. */
  idle(): Promise<void>;
}

/** As Twilio signs: the address as it was given, then each parameter, sorted by its name. Written apart from its SDK. */
export function signatureOf(url: string, form: URLSearchParams, token: string): string {
  const names = [...new Set(form.keys())].sort();
  const text = names.flatMap((name) => [...new Set(form.getAll(name))].sort().map((value) => name + value));
  return createHmac('sha1', token)
    .update(url + text.join(''), 'utf8')
    .digest('base64');
}

export function createCallbacks({ accountSid, authToken }: { accountSid: string; authToken: string }): Callbacks {
  const sent: SentCallback[] = [];
  const underWay = new Set<Promise<unknown>>();
  let plan: CallbackPlan = {};

  async function send(sms: SentSms, status: string, options: Pick<CallbackPlan, 'errorCode' | 'token'> = {}) {
    const { errorCode, token = authToken } = options;
    const form = formOf(sms, { accountSid, status, errorCode });
    const url = sms.statusCallback ?? '';
    const signed: Record<string, string> =
      token === null ? {} : { 'X-Twilio-Signature': signatureOf(url, form, token) };
    const answered = fetch(url, { method: 'POST', headers: signed, body: form }).then((response) => response.status);
    const answer = await answered.catch(() => 0);
    sent.push({ sid: sms.sid, status, answer });
    return answer;
  }

  async function sendPlanned(sms: SentSms, planned: CallbackPlan): Promise<void> {
    const { statuses = ['sent', 'delivered'], times = 1, afterMs = 0 } = planned;
    if (afterMs > 0) await sleep(afterMs);
    for (const status of statuses) for (let n = 0; n < times; n += 1) await send(sms, status, planned);
  }

  return {
    plan: (next) => {
      plan = next;
    },
    async play(sms, moment) {
      if (sms.statusCallback === null || (plan.beforeAnswer === true) !== (moment === 'before-answer')) return;
      const playing = sendPlanned(sms, plan).finally(() => underWay.delete(playing));
      underWay.add(playing);
      if (moment === 'before-answer') await playing;
    },
    send,
    sent,
    async idle() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}

/** The fields that Twilio sends, in its order. */
function formOf(
  sms: SentSms,
  told: { readonly accountSid: string; readonly status: string; readonly errorCode: number | undefined },
): URLSearchParams {
  return new URLSearchParams({
    SmsSid: sms.sid,
    SmsStatus: told.status,
    MessageStatus: told.status,
    To: sms.to,
    MessageSid: sms.sid,
    AccountSid: told.accountSid,
    From: '+12025550100',
    ApiVersion: '2010-04-01',
    ...(told.errorCode === undefined ? {} : { ErrorCode: String(told.errorCode) }),
  });
}

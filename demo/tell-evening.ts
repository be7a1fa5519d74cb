import { join, relative } from 'node:path';
import { startTestRouter, type TestRouter, type TestRouterOptions } from '../test/harness/router.js';
import { aNight } from './a-night.js';
import { asItGoesNow } from './as-it-goes-now.js';
import { asItHappened } from './as-it-happened.js';
import type { Chapter } from './chapter.js';
import { type Claims, createClaims, type Failure } from './claims.js';
import { createPrinter, type Paper, type Printer } from './printer.js';
import { createStage, type Stage } from './stage.js';
import { tellSummary } from './summary.js';

/** How the story ended. */
export interface Verdict {
  readonly expectations: number;
  readonly failures: readonly Failure[];
  /** Log lines of the routers, for the search of a failure. */
  readonly logLines: readonly string[];
}

const startsAt = '2013-04-18T23:39:00Z';
const nightStartsAt = '2026-10-24T23:49:00Z';
const project = relative(process.cwd(), join(import.meta.dirname, '..'));

/** Replays 2013-04-18 on fresh routers, and a night of today, tells them, and checks every claim that it makes. */
export async function tellEvening(paper: Paper): Promise<Verdict> {
  const print = createPrinter(paper);
  const claims = createClaims();
  const logLines: string[] = [];
  print.title('The evening of 2013-04-18, and a night on call');
  print.paragraph(
    'A real router (own Redis, real HTTP, a Twilio stand-in, a real SMTP server) on a clock that is moved by hand. ' +
      'Times are UTC, in brackets the local time of the one who reads. Every ✓ is checked against what the phones and ' +
      'mailboxes got and what the router’s API says. The signed end of links is left out.',
  );
  const telling = { print, claims, logLines };
  const then = await play(asItHappened, { at: startsAt, rulesFrom: [join(project, 'demo', 'rules-2013')] }, telling);
  const now = await play(asItGoesNow, { at: startsAt, rulesFrom: [join(project, 'routing-rules')] }, telling);
  const chapters = [...(then.told ?? []), ...(now.told ?? [])];
  tellSummary(print, chapters, now.called);
  tellMoral(print, claims, chapters);
  const night = { at: nightStartsAt, rulesFrom: [join(project, 'demo', 'rules-night')], env: twoWays };
  await play(aNight, night, telling);
  return { expectations: claims.count(), failures: claims.failures, logLines };
}

/** People may answer by text, and the carrier says what became of one. */
const twoWays = { TWILIO_REPLIES: 'on', TWILIO_RECEIPTS: 'on' };

/** The two evenings in one sentence. */
function tellMoral(print: Printer, claims: Claims, [then, now]: readonly Chapter[]): void {
  if (then === undefined || now === undefined) return;
  const text =
    'One outage. Then: 60 messages to six people, and none to the one who could mend it. ' +
    'Now: 20 messages to five people, the right ones, and he took it after seven minutes.';
  const wanted = [
    { messages: 60, people: 6, roan: false, takenAfterMinutes: null },
    { messages: 20, people: 5, roan: true, takenAfterMinutes: 7 },
  ];
  print.claim(text, claims.check(text, [then, now].map(measure), wanted));
  print.blank();
}

function measure({ arrivals, incident: { acknowledgedAt } }: Chapter): object {
  const people = new Set(arrivals.map(({ person }) => person));
  const pagedAt = arrivals[0]?.at ?? 0;
  const takenAfterMinutes = acknowledgedAt === null ? null : (Date.parse(acknowledgedAt) - pagedAt) / 60_000;
  return { messages: arrivals.length, people: people.size, roan: people.has('roan'), takenAfterMinutes };
}

interface Telling {
  readonly print: Printer;
  readonly claims: Claims;
  readonly logLines: string[];
}

type Act<T> = (stage: Stage) => Promise<T>;

/** One act on a router of its own; what keeps it from going on is a failed expectation. */
async function play<T>(
  act: Act<T>,
  on: TestRouterOptions,
  telling: Telling,
): Promise<{ readonly told: T | null; readonly called: Stage['called'] }> {
  const router = await startTestRouter(on);
  const stage = createStage(router, telling.print, telling.claims);
  const names = new Map(
    [...router.app.rules.rules().people.values()].map(({ name, displayName }) => [name, displayName]),
  );
  try {
    return { told: await act(stage), called: (name) => names.get(name) ?? name };
  } catch (error) {
    telling.claims.check('the act goes on to its end', String(error), 'no error');
    return { told: null, called: (name) => names.get(name) ?? name };
  } finally {
    telling.logLines.push(...router.logLines);
    await stop(router, telling.claims);
  }
}

async function stop(router: TestRouter, claims: Claims): Promise<void> {
  const ended = await router.stop().then(
    () => 'as Twilio describes it',
    (error: unknown) => String(error),
  );
  claims.check('every call of Twilio was as Twilio describes it', ended, 'as Twilio describes it');
}

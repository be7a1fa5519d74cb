import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createTransport } from 'nodemailer';
import { composeMail, mailIdentity } from '../../src/channels/email/compose-mail.js';
import type { DraftAlert } from '../../src/domain/alert.js';
import type { Incident } from '../../src/domain/incident.js';
import type { Page } from '../../src/domain/page.js';
import { createOpenapiDocument } from '../../src/http/api/openapi-document.js';
import { apiRoutes } from '../../src/http/api/routes.js';
import { renderMessage } from '../../src/pipeline/deliver/render-message.js';
import { normalizeAlert } from '../../src/pipeline/normalize/normalize-alert.js';
import { apiDocsPage } from '../../src/web/api-docs-page.js';
import { incidentPage } from '../../src/web/incident-page.js';
import { evening, unfold } from '../pipeline/decide/evening.js';
import { report, shareOf, tryCases } from './budget.js';
import { shapeOf } from './html-shape.js';
import { hostileText } from './texts.js';

const text = hostileText;
const maybe = fc.option(text, { nil: undefined });
const texts = {
  host: text.map((name) => `h${name}`),
  ...{ check: maybe, service: maybe, sourceState: maybe, author: maybe, comment: maybe, details: maybe, link: maybe },
  summary: text,
  labels: fc.dictionary(text, text, { maxKeys: 3 }),
};

/** A problem, and what somebody says about it in his own words: every field of every alert is hostile. */
const story: fc.Arbitrary<readonly DraftAlert[]> = fc
  .tuple(
    fc.record(texts),
    fc.constantFrom('acknowledgement', 'custom', 'maintenance-start', 'flapping-start'),
    text,
    text,
  )
  .map(([fields, kind, author, comment]) => [
    { ...fields, kind: 'problem', failing: true, severity: 'critical', at: evening },
    { ...fields, kind: kind as DraftAlert['kind'], failing: true, severity: 'critical', author, comment, at: evening },
  ]);

const mailHeaders = [
  ...[
    'auto-submitted',
    'content-type',
    'date',
    'from',
    'importance',
    'in-reply-to',
    'list-id',
    'message-id',
    'mime-version',
  ],
  ...['priority', 'references', 'subject', 'to', 'x-auto-response-suppress', 'x-msmail-priority', 'x-priority'],
];
const mailer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
const identity = mailIdentity('Paging router <paging@example.org>');

async function show(drafts: readonly DraftAlert[]): Promise<void> {
  const alerts = drafts.map((draft) => normalizeAlert(draft, { source: 'icinga', now: evening }));
  const unfolding = unfold();
  const decision = unfolding.alerts(...alerts);
  const incident = unfolding.incident();
  checkPage(
    incident,
    alerts.map(({ summary }) => summary),
  );
  const reasons = new Map(decision.pages.map((page) => [page.reason, page]));
  for (const page of reasons.values()) await checkMessages(page, incident);
}

function checkPage(incident: Incident, summaries: readonly string[]): void {
  const page = incidentPage({
    incident,
    person: 'roan',
    timezone: 'America/Los_Angeles',
    now: evening + 60_000,
    displayName: (name) => name,
    runbook: null,
    unverified: new Map([...incident.checks.keys()].slice(0, 1).map((key) => [key, evening])),
    silenceHref: 'token/silence',
    told: new Map([['roan', { at: evening, channels: ['sms'] }]]),
  });
  const shape = shapeOf(page);
  if (shape.foreign.length > 0) throw new Error(`the page of the link has ${shape.foreign.join(' ')}`);
  if (!summaries.some((summary) => shape.text.includes(summary)))
    throw new Error(`the page of the link shows none of ${JSON.stringify(summaries)}`);
}

async function checkMessages(page: Page, incident: Incident): Promise<void> {
  const calls = [{ callId: `${page.id}/0`, page, incident: { ...incident, number: 1 } }];
  const checks = new Map([[incident.id, [...incident.checks.values()]]]);
  const shared = {
    calls,
    checks,
    heldCount: 0,
    now: evening + 1000,
    service: () => null,
    person: { displayName: 'Roan', timezone: 'UTC' },
  };
  const link = () => `https://pager.example.org/a/${'x'.repeat(32)}`;
  const sms = renderMessage({ ...shared, link, notification: { channel: 'sms', code: 12 } });
  const mail = renderMessage({ ...shared, link, notification: { channel: 'email', code: null } });
  const shape = shapeOf(mail.html ?? '');
  if (shape.foreign.length > 0) throw new Error(`the mail has ${shape.foreign.join(' ')}`);
  if (/[^\P{Cc}\n\t]|\p{Cf}|\p{Cs}/u.test(sms.text + mail.text + mail.subject))
    throw new Error('a message has unclean text');
  if (sms.text.length > 1000) throw new Error(`an SMS of ${sms.text.length} characters`);
  await checkHeaders({
    ...mail,
    notificationId: 'n1',
    to: 'roan@example.org',
    person: 'roan',
    incidentId: incident.id,
    createdAt: evening,
  });
}

/** Exactly one mail, with exactly the headers and the recipient that we gave it. */
async function checkHeaders(message: Parameters<typeof composeMail>[0]): Promise<void> {
  const { message: sent, envelope } = await mailer.sendMail(composeMail(message, identity));
  const [head = ''] = String(sent).split('\r\n\r\n', 1);
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const names = lines.map((line) => line.slice(0, line.indexOf(':')).toLowerCase());
  const extra = names.filter((name, index) => !mailHeaders.includes(name) || names.indexOf(name) !== index);
  if (extra.length > 0) throw new Error(`the mail has headers ${extra.join(', ')}`);
  if (JSON.stringify(envelope.to) !== '["roan@example.org"]') throw new Error(`the mail goes to ${envelope.to}`);
}

describe('what people see, whatever the texts of an alert are', () => {
  it('is our own markup and their text: pages of links, mails with their headers, SMS', async () => {
    const started = performance.now();
    const tryBatch = async (batch: readonly (readonly DraftAlert[])[]) => {
      for (const drafts of batch) await show(drafts);
    };

    const tried = await tryCases(story, { count: shareOf('shownInProcess'), tryBatch });

    report('pages and messages in process', { tried, seconds: ((performance.now() - started) / 1000).toFixed(1) });
    expect(tried).toBeGreaterThanOrEqual(shareOf('shownInProcess'));
  }, 3_600_000);

  it('is our own markup in the page of the API too', () => {
    expect(shapeOf(apiDocsPage(createOpenapiDocument(apiRoutes))).foreign).toEqual([]);
  });

  it('would be seen if it were not so', () => {
    expect(shapeOf('<p onclick="x">a</p><script>1</script><!-- x --><a href="javascript:1">').foreign).toHaveLength(4);
  });
});

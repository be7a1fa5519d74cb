import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type RenderedMessage,
  type RenderRequest,
  renderMessage,
} from '../../../src/pipeline/deliver/render-message.js';
import { aCall, aCheck, aRequest, EVENING } from './builders.js';

const MINUTE = 60_000;

function mail(overrides: Partial<RenderRequest> = {}): RenderedMessage {
  return renderMessage(aRequest({ notification: { channel: 'email', code: null }, ...overrides }));
}

const twoChecks = [
  aCheck({ details: 'line 2\n<script>alert("x")</script>\n\n\n\nend' }),
  aCheck({ key: 'watchmouse/1', source: 'watchmouse', host: null, check: 'Parsoid public', sourceState: '500' }),
];

describe('renderMail', () => {
  it('tells one incident in text and HTML', () => {
    const { subject, text, html } = mail({ checks: new Map([['inc1', twoChecks]]) });

    expect(subject).toBe('[PROBLEM] Parsoid: LVS HTTP IPv4 on parsoid.svc CRITICAL (#12)');
    expect(text).toMatchSnapshot();
    expect(html).toMatchSnapshot();
  });

  it('tells a recovery under the same subject but for the state', () => {
    const calls = [aCall({ reason: 'recovery' }, { state: 'resolved', resolvedAt: EVENING + 26 * MINUTE })];
    const checks = new Map([['inc1', [aCheck({ failing: false, since: EVENING + 26 * MINUTE, summary: 'HTTP OK' })]]]);

    const { subject, text } = mail({ calls, checks, now: EVENING + 27 * MINUTE });

    expect(subject).toBe('[RECOVERY] Parsoid: LVS HTTP IPv4 on parsoid.svc OK (#12)');
    expect(text).toMatchSnapshot();
  });

  it('tells who resolved it by hand, and what the source still says', () => {
    const resolved = { state: 'resolved', resolvedAt: EVENING + 26 * MINUTE, resolvedBy: 'roan' } as const;
    const calls = [aCall({ reason: 'recovery' }, resolved)];

    const { subject, text } = mail({ calls, checks: new Map([['inc1', [aCheck()]]]), now: EVENING + 27 * MINUTE });

    expect(subject).toBe('[RESOLVED] Parsoid: LVS HTTP IPv4 on parsoid.svc by roan (#12)');
    expect(text).toMatch(/^RESOLVED by roan\n/);
    expect(text).toContain('icinga says CRITICAL');
    expect(text).not.toMatch(/recovered/i);
  });

  it('tells several incidents, each with its own link', () => {
    const mysql = { id: 'inc2', number: 13, service: 'mysql', title: 'MySQL: replication lag on db1' } as const;

    const { subject, text, thread } = mail({
      calls: [aCall(), aCall({ id: 'page2', reason: 'window-ended' }, mysql)],
      heldCount: 2,
    });

    expect(subject).toBe('[PROBLEM] 2 incidents: Parsoid, mysql CRITICAL');
    expect(thread).toBeNull();
    expect(text).toMatchSnapshot();
  });

  it('shows the text of a page without incident', () => {
    const { subject, text } = mail({
      calls: [aCall({ reason: 'test', text: 'Nothing is wrong.', because: [] }, null)],
    });

    expect(subject).toBe('[TEST] Nothing is wrong.');
    expect(text).toBe('Nothing is wrong.\n');
  });

  it.each([
    ['unacknowledged', '[UNACKNOWLEDGED]', 'CRITICAL: nobody has acknowledged'],
    ['reminder', '[REMINDER]', 'CRITICAL: you acknowledged it, and it still fails'],
    ['update', '[UPDATE]', 'CRITICAL: changed since you acknowledged it'],
    ['escalation', '[PROBLEM]', 'CRITICAL: escalated to you'],
    ['window-ended', '[PROBLEM]', 'CRITICAL: maintenance ended, still failing'],
  ] as const)('of %s says so', (reason, kind, state) => {
    const { subject, text } = mail({ calls: [aCall({ reason })] });

    expect(subject.startsWith(`${kind} Parsoid`)).toBe(true);
    expect(text.split('\n')[0]).toBe(state);
  });

  it('shows at most 20 checks and 25 incidents, and counts the rest', () => {
    const checks = Array.from({ length: 23 }, (_, index) => aCheck({ key: `k${index}`, check: `check ${index}` }));
    const calls = Array.from({ length: 30 }, (_, index) => aCall({ id: `p${index}` }, { id: `i${index}` }));

    expect(mail({ checks: new Map([['inc1', checks]]) }).text).toContain('... and 3 more checks');
    expect(mail({ calls }).text).toContain('5 more incidents are not shown here.');
  });

  it('has a one-line subject of at most 120 characters and escaped HTML for any text', () => {
    const words = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.constant('<img src=x onerror="a">&\r\nBcc: x'),
    );

    fc.assert(
      fc.property(words, words, (title, output) => {
        const checks = new Map([['inc1', [aCheck({ summary: output, details: output, check: title })]]]);
        const { subject, html } = mail({ calls: [aCall({ because: [output] }, { title })], checks });

        expect(subject).toMatch(/^\[PROBLEM\] .*CRITICAL \(#12\)$/u);
        expect(subject.length).toBeLessThanOrEqual(120);
        expect(tagsOf(html ?? '')).toEqual(new Set(ALLOWED_TAGS));
      }),
    );
  });
});

const ALLOWED_TAGS = [
  '!doctype',
  'a',
  'b',
  'body',
  'br',
  'h1',
  'head',
  'html',
  'meta',
  'p',
  'pre',
  'table',
  'td',
  'tr',
];

/** Names of all tags; `pre` is always counted, since it stands only where there is output. */
function tagsOf(html: string): Set<string> {
  const names = [...html.matchAll(/<\/?([!\w]+)/g)].map(([, name = '']) => name.toLowerCase());
  return new Set([...names, 'pre'].sort());
}

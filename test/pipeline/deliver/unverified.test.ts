import { describe, expect, it } from '@jest/globals';
import type { PageReason } from '../../../src/domain/page.js';
import { statusReply } from '../../../src/pipeline/answer/question-replies.js';
import { renderDigest } from '../../../src/pipeline/deliver/render-digest.js';
import { renderMessage } from '../../../src/pipeline/deliver/render-message.js';
import { renderWindowEnded, renderWindowEnding } from '../../../src/pipeline/deliver/render-window.js';
import { anIncident, aWindow } from '../../http/builders.js';
import { aCall, aCheck, aRequest, EVENING } from './builders.js';

const MINUTE = 60_000;
const check = aCheck();
const other = aCheck({ key: 'watchmouse/1', source: 'watchmouse', check: 'HTTP from outside' });
const now = EVENING + 10 * MINUTE;
const silent = new Map([[check.key, EVENING + 4 * MINUTE]]);
const reader = { timezone: 'UTC', now, displayName: (name: string) => name };

function render(reason: PageReason, channel: 'sms' | 'email', checks = [check], unverified = silent): string {
  const call = aCall({ reason });
  const request = aRequest({ calls: [call], checks: new Map([['inc1', checks]]), unverified, now });
  return renderMessage({ ...request, notification: { ...request.notification, channel } }).text;
}

describe('a page of what nobody can verify', () => {
  it.each<[PageReason, string]>([
    ['reminder', 'acked by you, unverified, failed since 23:46'],
    ['window-ended', 'maintenance ended, unverified, failed since 23:46'],
    ['snooze-ended', 'the snooze is over, unverified, failed since 23:46'],
    ['dependency-ended', 'what it depends on is back, unverified, failed since 23:46'],
    ['escalation', 'unverified, since 23:46, not acked'],
    ['unacknowledged', 'unverified, since 23:46'],
  ])('says so by SMS: %s', (reason, text) => {
    expect(render(reason, 'sms')).toContain(text);
    expect(render(reason, 'sms', [check], new Map())).not.toContain('unverified');
  });

  it.each<[PageReason, string]>([
    ['reminder', 'CRITICAL: you acknowledged it, unverified: its source is silent since 23:50'],
    ['window-ended', 'CRITICAL: maintenance ended, unverified: its source is silent since 23:50'],
    ['unacknowledged', 'CRITICAL: nobody has acknowledged, unverified: its source is silent since 23:50'],
  ])('says so by mail: %s', (reason, state) => {
    const text = render(reason, 'email');

    expect(text).toContain(state);
    expect(text).toContain('unverified: icinga said CRITICAL since 23:46, and nothing since 23:50');
    expect(text).not.toMatch(/still fail/);
  });

  it('is still failing where another source says so', () => {
    const text = render('reminder', 'email', [check, other]);

    expect(text).toContain('you acknowledged it, and it still fails');
    expect(text).toContain('unverified: icinga said CRITICAL');
    expect(text).toContain('watchmouse says CRITICAL since');
    expect(render('reminder', 'sms', [check, other])).toContain('failing since');
  });
});

describe('what is told beside pages of what nobody can verify', () => {
  const incident = anIncident({ number: 12, title: 'Parsoid' });
  const held = { incident, failing: [check], unverified: new Set([check.key]), lastAt: EVENING };
  const standing = { alerts: 1, incidents: [held] };

  it('says so in the answer to status', () => {
    expect(statusReply([{ incident, code: 3, unverified: true }], { ...reader, person: 'roan' })).toBe(
      '1 open: 3 = #12 Parsoid: unverified, nobody has it',
    );
  });

  it('says so in a digest', () => {
    const digest = { channel: 'sms' as const, messages: 3, since: EVENING, incidents: [incident], timezone: 'UTC' };
    const text = renderDigest({ ...digest, unverified: new Set([incident.id]), serviceName: (name) => name });

    expect(text).toContain('Parsoid (unverified)');
  });

  it('says so before and after the end of a window', () => {
    const window = aWindow({ endsAt: now + MINUTE });

    expect(renderWindowEnding(window, standing, { ...reader, code: null })).toContain(
      'LVS HTTP IPv4 on parsoid.svc (unverified);',
    );
    const ended = renderWindowEnded(window, standing, reader);
    expect(ended).toContain('1 alert was held, 1 is unverified');
    expect(ended).toContain('#12 Parsoid: unverified, its source is silent');
    expect(ended).not.toContain('still failing');
  });
});

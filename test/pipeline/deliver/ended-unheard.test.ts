import { describe, expect, it } from '@jest/globals';
import { countSegments } from '../../../src/pipeline/deliver/gsm7.js';
import { renderMessage } from '../../../src/pipeline/deliver/render-message.js';
import { aCall, aRequest, EVENING } from './builders.js';

const HOUR = 3_600_000;
const morning = EVENING + 7 * HOUR;

function ended(n: number, resolvedBy = 'monitoring') {
  const over = { state: 'resolved', resolvedAt: EVENING + n * HOUR, resolvedBy } as const;
  const id = `over${n}`;
  return aCall(
    { id: `page${n}`, incidentId: id, reason: 'unheard', urgency: 'low', quietUntil: morning },
    { id, number: n, title: `Parsoid: load of wtp${n}`, severity: 'warning', ...over },
  );
}

const open = aCall({ urgency: 'low', quietUntil: morning });
const mail = (calls: readonly ReturnType<typeof aCall>[]) =>
  renderMessage(aRequest({ notification: { channel: 'email', code: null }, calls, now: morning }));
const sms = (calls: readonly ReturnType<typeof aCall>[]) => renderMessage(aRequest({ calls, now: morning })).text;

describe('what ended while quiet hours held its page', () => {
  it('is one line of the mail about what still fails, which is not about it', () => {
    const { subject, text, html, thread } = mail([open, ended(1), ended(2, 'daniel')]);

    const line = 'Ended during your quiet hours: Parsoid: load of wtp1 (18 Apr 23:46 to 00:46); Parsoid: load of wtp2';
    expect(subject).toMatch(/^\[PROBLEM\] Parsoid: LVS HTTP/);
    expect(text).toContain(`${line} (18 Apr 23:46 to 01:46, resolved by daniel)`);
    expect(text).toContain('1 of these pages had to wait for the end of your quiet hours.');
    expect(html).toContain(line);
    expect(thread).toBe('inc1');
  });

  it('is a mail of its own where nothing fails any more', () => {
    const { subject, text, thread } = mail([ended(1)]);

    expect(subject).toBe('[OVER] 1 incident ended during your quiet hours');
    expect(text).toBe('Ended during your quiet hours: Parsoid: load of wtp1 (18 Apr 23:46 to 00:46)\n');
    expect(thread).toBeNull();
  });

  it('is counted where it is much', () => {
    const many = Array.from({ length: 30 }, (_, n) => ended(n + 1));

    expect(mail(many).text).toMatch(/load of wtp20 \([^)]*\) and 10 more\n$/);
    expect(sms(many)).toBe('Ended during your quiet hours: Parsoid: load of wtp1 and 29 more');
  });

  it('is a line of the text about what still fails, one incident or several', () => {
    const other = aCall({ id: 'page9', incidentId: 'inc9' }, { id: 'inc9', number: 9, service: 'mysql' });

    for (const text of [sms([open, ended(2)]), sms([open, other, ended(2)])]) {
      expect(text).toContain('Ended during your quiet hours: Parsoid: load of wtp2');
      expect(countSegments(text)).toBeLessThanOrEqual(3);
    }
  });
});

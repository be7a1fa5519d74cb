import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Alert, type DraftAlert } from '../../../src/domain/alert.js';
import { normalizeAlert } from '../../../src/pipeline/normalize/normalize-alert.js';

const now = Date.parse('2013-04-18T23:46:00Z');
const draft: DraftAlert = { kind: 'problem', host: 'DB1', check: 'https', failing: true, summary: 'down' };

function normalize(changes: Partial<DraftAlert> = {}, at = now) {
  return normalizeAlert({ ...draft, ...changes }, { source: 'icinga', now: at });
}

describe('normalizeAlert', () => {
  it('makes a whole alert of the least that a message can say', () => {
    const alert = normalize();

    expect(alert).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventKey: expect.stringMatching(/^[0-9a-f]{32}$/),
      source: 'icinga',
      kind: 'problem',
      audience: 'subscribers',
      checkKey: 'icinga/db1!https',
      host: 'db1',
      check: 'https',
      service: null,
      failing: true,
      severity: 'critical',
      sourceState: null,
      summary: 'down',
      details: '',
      labels: {},
      at: now,
      receivedAt: now,
      stateSince: null,
      downtimeDepth: null,
      author: null,
      comment: null,
      link: null,
      spooled: false,
    });
  });

  it.each([
    [{}, 'icinga/db1!https'],
    [{ check: undefined }, 'icinga/db1'],
    [{ host: undefined }, 'icinga/!https'],
    [{ identity: '337906' }, 'icinga/337906'],
    [{ source: 'cron' }, 'cron/db1!https'],
    [{ host: '\u0007', check: ' ' }, 'icinga/unnamed'],
  ])('keys the check of %j as %s', (changes, key) => {
    expect(normalize(changes).checkKey).toBe(key);
  });

  it('keeps long names bounded and different', () => {
    const [one, two] = ['a', 'b'].map((end) => normalize({ check: `${'🔥'.repeat(400)}${end}` }).checkKey);

    expect(one?.length).toBeLessThan(300);
    expect(one).not.toBe(two);
  });

  it.each([
    [{ failing: true, severity: 'warning' as const }, 'warning'],
    [{ failing: true }, 'critical'],
    [{ failing: false, severity: 'critical' as const }, 'info'],
    [{ kind: 'acknowledgement' as const, failing: undefined }, 'info'],
    [{ kind: 'custom' as const, failing: false }, 'critical'],
    [{ kind: 'custom' as const, failing: undefined, severity: 'warning' as const }, 'warning'],
    [{ kind: 'custom' as const, failing: true, severity: 'warning' as const }, 'warning'],
  ])('gives %j the severity %s', (changes, severity) => {
    expect(normalize(changes).severity).toBe(severity);
  });

  it.each([
    [undefined, now],
    [now - 1000, now - 1000],
    [now + 1000, now],
    [0, now],
    [-5, now],
    [1000, 1000],
  ])('clamps the source time %s to arrival', (at, expected) => {
    expect(normalize({ at }).at).toBe(expected);
  });

  it('leaves a state change that runs a little ahead as it is: it identifies the episode', () => {
    expect(normalize({ stateSince: now + 5000 }).stateSince).toBe(now + 5000);
    expect(normalize({ stateSince: now + 10 * 86_400_000 }).stateSince).toBeNull();
    expect(normalize({ stateSince: 0 }).stateSince).toBeNull();
  });

  it('gives copies of one message one event key, and every arrival an id of its own', () => {
    const sent = { stateSince: now - 5000, at: now - 3000 };

    const [first, copy, later] = [
      normalize(sent),
      normalize({ ...sent, at: now - 2000 }),
      normalize(sent, now + 60_000),
    ];

    expect(copy.eventKey).toBe(first.eventKey);
    expect(copy.id).toBe(first.id);
    expect(later.eventKey).toBe(first.eventKey);
    expect(later.id).not.toBe(first.id);
  });

  it.each([
    { check: 'other' },
    { kind: 'acknowledgement' as const },
    { failing: false },
    { severity: 'warning' as const },
    { stateSince: now - 1 },
    { author: 'jdoe' },
    { comment: 'on it' },
    { eventId: 'e1' },
    { summary: 'down again' },
  ])('gives %j another event key', (changes) => {
    expect(normalize(changes).eventKey).not.toBe(normalize().eventKey);
  });

  it('takes a state that tells neither time nor identity for news each time it arrives, a custom message for a copy', () => {
    const [problem, again] = [normalize(), normalize({}, now + 20_000)];
    const [custom, copy] = [normalize({ kind: 'custom' }), normalize({ kind: 'custom' }, now + 20_000)];

    expect(again.eventKey).not.toBe(problem.eventKey);
    expect(copy.eventKey).toBe(custom.eventKey);
  });

  it('does not look at the text where the source tells the time', () => {
    const [one, two] = ['up 3 s', 'up 4 s'].map((summary) => normalize({ summary, stateSince: now - 5000 }).eventKey);

    expect(one).toBe(two);
  });

  it('believes the event id of the sender, per check', () => {
    const named = normalize({ eventId: 'e1', comment: 'a' });

    expect(normalize({ eventId: 'e1', comment: 'b', stateSince: 5 }).eventKey).toBe(named.eventKey);
    expect(normalize({ eventId: 'e1', check: 'other' }).eventKey).not.toBe(named.eventKey);
  });

  it('takes the first line as summary and the further lines as details', () => {
    const alert = normalize({ summary: '\n\nfirst \t line \r\nsecond\n\tthird', details: 'fourth\n' });

    expect(alert.summary).toBe('first line');
    expect(alert.details).toBe('second\n\tthird\nfourth');
  });

  it('says the state where there is no output', () => {
    expect(normalize({ summary: ' \n ', sourceState: 'CRITICAL' }).summary).toBe('CRITICAL, no output');
    expect(normalize({ summary: '' }).summary).toBe('problem, no output');
  });

  it('cuts by characters, never inside one', () => {
    const alert = normalize({ summary: '🔥'.repeat(5000) });

    expect([...alert.summary]).toHaveLength(1024);
    expect([...alert.details]).toHaveLength(5000);
    expect(/\p{Cs}/u.test(alert.summary)).toBe(false);
  });

  it('takes out terminal sequences, control, invisible and direction characters and half surrogates', () => {
    const hostile =
      'a\u001b[1;31mb\u001b[0m\u001b]0;title\u0007c\u009b2Jd\u0000e\u202ef\u2066g\u200bh\ufeffi\u0085j\ud800k';

    const alert = normalize({ summary: hostile, details: hostile, comment: 'x\r\nBcc: y', author: '\u0007' });

    expect(alert.summary).toBe('abcdefghi');
    expect(alert.details).toBe('j\uFFFDk\nabcdefghi\nj\uFFFDk');
    expect(alert.comment).toBe('x Bcc: y');
    expect(alert.author).toBeNull();
  });

  it.each(['\u001b]', '\u001b[', ' ', '\n', '\t \n', '\u001b[0', '\\', '\u0301', '\u0301\u0316'])(
    'is quick with a megabyte of %j',
    (part) => {
      const text = `${part.repeat(1_000_000 / part.length)}x`;
      const started = performance.now();

      normalize({ host: text, check: text, summary: text, details: text, comment: text, labels: { [text]: text } });

      expect(performance.now() - started).toBeLessThan(10_000); // what is not linear takes minutes
    },
  );

  it('cleans the link, which is text of the sender too, and leaves out what would have to be cut', () => {
    expect(normalize({ link: 'https://wiki.example.org/\u202egnp.\u0000x' }).link).toBe(
      'https://wiki.example.org/gnp.x',
    );
    expect(normalize({ link: `https://wiki.example.org/${'x'.repeat(2000)}` }).link).toBeNull();
  });

  it('composes characters, so that equal names are equal', () => {
    expect(normalize({ check: 'Re\u0301plication' }).checkKey).toBe(normalize({ check: 'R\u00e9plication' }).checkKey);
  });

  it('bounds labels and leaves out empty ones', () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`l${index}`, 'v'.repeat(5000)]));

    const { labels } = normalize({ labels: { empty: '', ' ': 'x', 'a\u0000b': 'c\nd', ...many } });

    expect(Object.keys(labels)).toHaveLength(100);
    expect(labels.ab).toBe('c d');
    expect(labels.l5).toHaveLength(1000);
    expect(Object.hasOwn(labels, 'empty')).toBe(false);
  });

  it('gives a valid, clean, bounded alert for any text', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 2000 }), fc.string({ maxLength: 50 }));
    const drafts = fc.record({
      kind: fc.constantFrom('problem' as const, 'custom' as const),
      host: text,
      check: text,
      identity: fc.option(text, { nil: undefined }),
      summary: text,
      details: text,
      author: text,
      comment: text,
      labels: fc.dictionary(text, text),
      at: fc.double(),
    });

    fc.assert(
      fc.property(drafts, (any) => {
        const alert = Alert.parse(normalizeAlert(any, { source: 'icinga', now }));
        const texts = [
          alert.checkKey,
          alert.summary,
          alert.author,
          alert.comment,
          ...Object.entries(alert.labels).flat(),
        ];
        expect(texts.filter((line) => line !== null && /[\p{Cc}\p{Cf}\p{Cs}]/u.test(line))).toEqual([]);
        expect(/[^\P{Cc}\n\t]|[\p{Cf}\p{Cs}]/u.test(alert.details)).toBe(false);
        expect(alert.summary).not.toBe('');
        expect(alert.at).toBeLessThanOrEqual(now);
      }),
    );
  });
});

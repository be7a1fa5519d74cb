import { until } from './until.js';

/** A text that the stand-in has accepted. */
export interface SentSms {
  readonly sid: string;
  readonly to: string;
  readonly body: string;
  readonly validityPeriod: number | null;
  /** Where its sender wants to be told what becomes of it. */
  readonly statusCallback: string | null;
  /** UTC ms by the stand-in's clock. */
  readonly at: number;
}

/** One phone, as its owner sees it. */
export interface Phone {
  /** Everything it has received, oldest first. */
  readonly texts: readonly string[];
  readonly messages: readonly SentSms[];
  /** Waits for a text that matches and was not expected before. */
  expectSms(pattern: RegExp, timeoutMs?: number): Promise<string>;
  /** Fails if a text has come that nobody expected. */
  expectNothingElse(): void;
}

/** The phone's view of all messages that the stand-in accepted; `expected` remembers what a test has seen. */
export function phoneOf(number: string, all: readonly SentSms[], expected: Set<SentSms>): Phone {
  const mine = () => all.filter(({ to }) => to === number);
  const unexpected = () => mine().filter((message) => !expected.has(message));
  const listing = () =>
    mine()
      .map(({ body }) => `\n  ${JSON.stringify(body)}`)
      .join('') || ' nothing';
  return {
    get texts() {
      return mine().map(({ body }) => body);
    },
    get messages() {
      return mine();
    },
    expectSms: async (pattern, timeoutMs = 30_000) => {
      const found = await until(() => unexpected().find(({ body }) => pattern.test(body)), {
        timeoutMs,
        describe: () => `a text to ${number} like ${pattern}; it has got${listing()}`,
      });
      expected.add(found);
      return found.body;
    },
    expectNothingElse: () => {
      const rest = unexpected();
      if (rest.length > 0)
        throw new Error(`${number} got what nobody expected: ${rest.map(({ body }) => body).join(' | ')}`);
    },
  };
}

import { maskAddress } from '../../domain/channel.js';
import type { HeardText } from '../../domain/heard-text.js';
import { ownerOf } from '../deliver/owner-of.js';
import type { Dispatcher } from '../dispatcher.js';
import type { EngineDeps } from '../engine-deps.js';
import type { Texts } from '../use-cases.js';
import { ANSWER_LEASE_MS } from './answer-text.js';

type Engine = Pick<EngineDeps, 'ledger' | 'index' | 'repliesByText' | 'clock' | 'log' | 'metrics'>;

/** Takes in what phones send: those of the rules only, each text once. The work on it begins at once, and is due if that dies. */
export function createTexts(deps: Engine, { begin }: Pick<Dispatcher, 'begin'>): Texts {
  const { ledger, index, clock, log, metrics } = deps;
  return {
    async take({ id, from, body, word }) {
      if (ownerOf(index().rules, { channel: 'sms', to: from }) === undefined) {
        metrics.count('texts_ignored_total', { because: 'unknown number' });
        log.info({ from: maskAddress(from) }, 'a text from an unknown number is ignored');
        return;
      }
      if (word === null && !deps.repliesByText) {
        metrics.count('texts_ignored_total', { because: 'one way' });
        return;
      }
      const text: HeardText = { v: 1, id, from, body, word, at: clock.now() };
      if (await ledger.texts.hear(text, text.at + ANSWER_LEASE_MS)) begin([{ kind: 'text', id }]);
      else metrics.count('texts_ignored_total', { because: 'repeated' });
    },
  };
}

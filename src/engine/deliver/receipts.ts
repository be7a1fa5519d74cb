import type { Notification } from '../../domain/notification.js';
import { isNews } from '../../domain/receipt.js';
import type { HeardReceipt } from '../../ports.js';
import type { NotedReceipt } from '../../ports-delivery.js';
import type { Dispatcher } from '../dispatcher.js';
import type { EngineDeps } from '../engine-deps.js';
import type { OpsNotices } from '../ops-notices.js';
import type { Receipts } from '../use-cases.js';
import { createWrongSecrets } from '../wrong-secrets.js';
import { inEachIncident, whomOf } from './timeline-lines.js';

type Engine = Pick<EngineDeps, 'ledger' | 'clock' | 'log' | 'metrics'>;

/** Notes what providers tell, in whatever order and however often; what must follow at once, begins at once. */
export function createReceipts(
  deps: Engine,
  { dispatcher, ops }: { readonly dispatcher: Pick<Dispatcher, 'begin'>; readonly ops: OpsNotices },
): Receipts {
  const { clock, log, metrics } = deps;
  const wrongSignatures = createWrongSecrets({ ops, clock });

  return {
    async take(heard) {
      const { notificationId, status, word } = heard;
      const noted = await note(deps, heard);
      metrics.count('receipts_total', { status: status ?? 'unknown-word' });
      if (status === null)
        log.info({ notificationId, word }, 'a receipt says what is not known here: it changes nothing');
      else log.debug({ notificationId, word, noted }, 'receipt');
      if (noted === 'look') dispatcher.begin([{ kind: 'notification', id: notificationId }]);
    },

    reportForged(provider, advice) {
      metrics.count('receipts_total', { status: 'forged' });
      log.warn({ provider }, 'a request about a message is not signed by its provider: refused');
      wrongSignatures.wrong({
        check: signatureCheck(provider),
        summary: `Requests of ${provider} come without its signature and are refused: was a secret rotated on one side only?`,
        details: advice,
      });
    },

    reportUnreadable(provider, faults) {
      metrics.count('receipts_total', { status: 'unreadable' });
      log.warn({ provider, faults }, 'unreadable receipt');
    },

    reportGenuine(provider) {
      wrongSignatures.right(signatureCheck(provider));
    },
  };
}

async function note(deps: Engine, heard: HeardReceipt): Promise<NotedReceipt> {
  const { notificationId: id, provider, providerId, status, errorCode } = heard;
  if (status === null) return 'kept';
  const notification = await deps.ledger.readNotification(id);
  if (notification === null) return 'missing';
  if (!isNews(notification.receipt, status)) return 'kept';
  const now = deps.clock.now();
  const timeline = status === 'delivered' ? deliveredLines(notification, now) : [];
  return deps.ledger.noteReceipt({ id, now, provider, providerId, status, errorCode, timeline });
}

function deliveredLines(notification: Notification, at: number) {
  const { person } = notification;
  return inEachIncident(notification, { at, kind: 'notified', text: `${whomOf(notification)}: delivered`, person });
}

function signatureCheck(provider: string): string {
  return `signature of ${provider}`;
}

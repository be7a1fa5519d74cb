import { replicationStops } from '../alerts.js';
import { whoGot } from '../arrivals.js';
import { acknowledgeByLink } from '../link.js';
import { alikeRows, othersThan } from '../reasons.js';
import type { ExplanationView, Stage } from '../stage.js';

/** A database fails: its team and ops are paged, the Parsoid team is not. Answers why. */
export async function aDatabaseFails(stage: Stage): Promise<ExplanationView> {
  const { moment, claim, explanation, print, called, router } = stage;
  const paged = await moment('00:15', 'Something else: replication stops on a database server.', () =>
    router.alert('icinga', replicationStops(router.clock.now())),
  );
  claim(
    'ops and Tim of the databases',
    [whoGot(paged, 'sms'), whoGot(paged, 'email')],
    [
      ['daniel', 'leslie', 'tim'],
      ['leslie', 'tim'],
    ],
  );
  const ask = ['explain', '--incident', '2', '--person', 'roan'];
  const { out } = await router.pagectl(...ask);
  print.command(`pagectl ${ask.join(' ')}`, out.split('\n'));
  claim('Roan gets Parsoid’s pages and no others', out, 'roan is not paged: only subscribed to parsoid.');
  const explained = await explanation(2);
  const others = othersThan(explained, whoGot(paged, 'sms')).filter(([name]) => name !== 'roan');
  print.rows('And the others:', alikeRows(others, called));
  await acknowledgeByLink(stage, { at: '00:17', person: 'tim', number: 2 });
  return explained;
}

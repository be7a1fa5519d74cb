import type { TwilioStandIn } from '../../harness/twilio-stand-in.js';
import type { FaultProxy, Pause } from '../fault-proxy.js';
import type { RealRouter } from '../real-router.js';

export const annsPhone = '+12025550111';
export const bobsPhone = '+12025550112';
export const adminToken = 'the-admin-of-the-stages';

/** Hosts web8… escalate to bob after 3 s, web9… can be silenced; everything else is ann's alone. */
export const stageRules = `
people:
  ann: { sms: "${annsPhone}", notify: { high: [sms], low: [sms] } }
  bob: { sms: "${bobsPhone}", notify: { high: [sms], low: [sms] } }
services:
  quick: { match: [{ host: "web8?.example" }], owners: [ann], groupBy: host, escalation: quick }
  planned: { match: [{ host: "web9?.example" }], owners: [ann], groupBy: host }
subscriptions: [{ who: ann, to: all }]
escalationPolicies:
  default: { steps: [{ page: subscribers }], repeat: 0 }
  quick: { steps: [{ page: subscribers }, { after: 3s, page: [bob] }, { after: 30m, page: [bob] }], repeat: 0 }
limits: { sms: off, email: off }
`;

/** Where a stage is played: one router, its link to Redis, the provider; and the alert that brings it there. */
export interface Stand {
  readonly router: RealRouter;
  readonly proxy: FaultProxy;
  readonly twilio: TwilioStandIn;
  readonly host: string;
  /** Sends the alert about the host; its answer is kept, and a failed one is sent again after the kill. */
  post(): Promise<void>;
}

/** A moment in the life of an alert at which the router is killed. */
export interface Stage {
  readonly name: string;
  readonly host: string;
  /** Texts about the host in the end, 1 where absent. */
  readonly texts?: number;
  /** It goes on when a lease has run out; other stages are played meanwhile. */
  readonly isLeased?: boolean;
  /** A window holds what the alert would page. */
  readonly isHeld?: boolean;
  /** Brings the router to the stage and kills it there; resolves when it is gone. */
  kill(stand: Stand): Promise<void>;
  /** What a person or a source does once more after the restart, since it was not answered. */
  repeat?(stand: Stand): Promise<void>;
}

/** kill -9 when the request with these texts comes by, before Redis has it, or before the router has the reply. */
export async function killAtLedger({ router, proxy }: Stand, pause: Pick<Pause, 'at' | 'texts'>): Promise<void> {
  await proxy.pauseAt({
    ...pause,
    act: async () => {
      await router.end('SIGKILL');
      return 'reset';
    },
  });
}

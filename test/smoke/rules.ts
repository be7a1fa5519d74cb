/** Ops get all pages, the Parsoid team only Parsoid's; after 15 minutes the owners, one more round. SMS at once, mail too. */
export const parsoidRules = `
people:
  daniel: { sms: "+12025550101", email: daniel@example.org, roles: [ops] }
  roan: { sms: "+12025550143", email: roan@example.org }
  gabriel: { sms: "+12025550144", email: gabriel@example.org }
groups:
  parsoid-team: { members: [roan] }
services:
  parsoid: { name: Parsoid, match: [{ check: "*parsoid*" }, { host: "wtp*" }], owners: [gabriel] }
  mysql: { name: MySQL, match: [{ host: "db*" }] }
subscriptions:
  - { who: daniel, to: all }
  - { who: parsoid-team, to: parsoid }
escalationPolicies:
  default:
    steps: [{ page: subscribers }, { after: 15m, page: owners }]
    repeat: 0
    ackTimeout: 60m
`;

/** A CRITICAL of the load balancer's check, as the Icinga sender sends it. */
export function parsoidDown(changes: Readonly<Record<string, string>> = {}): object {
  return {
    'notification.type': 'PROBLEM',
    'host.name': 'parsoid.svc.eqiad.example.org',
    'service.name': 'LVS HTTP IPv4 on parsoid',
    'service.state': 'CRITICAL',
    'service.output': 'Connection refused',
    'service.downtime_depth': '0',
    ...changes,
  };
}

/** The end of it. */
export function parsoidUp(changes: Readonly<Record<string, string>> = {}): object {
  return parsoidDown({
    'notification.type': 'RECOVERY',
    'service.state': 'OK',
    'service.output': 'HTTP OK: 200',
    ...changes,
  });
}

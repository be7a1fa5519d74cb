import { receiptsTo } from '../app/receipts-to.js';
import { openOnLoopback, sourceAccess } from '../app/sources.js';
import type { App } from '../app.js';
import type { Environment } from '../config/environment.js';

type Started = Pick<App, 'address' | 'adminToken' | 'providers' | 'rules' | 'storedIn'>;
type Settings = Pick<Environment, 'publicUrl' | 'dataDir' | 'routingRules' | 'sourceTokens' | 'twilio'>;

const usualAddress = 'http://127.0.0.1:8080';

/** What an operator wants to see first: where it listens, what is real, who is heard, which rules, and a line to try. */
export function startLines(app: Started, environment: Settings): string[] {
  const { sms, email } = app.providers;
  const token = app.adminToken.path === null ? 'from the environment' : `in ${app.adminToken.path}`;
  const near = app.address.replace(/\/\/(?:0\.0\.0\.0|::|\[::\])(?=:\d+$)/, '//127.0.0.1');
  const access = sourceAccess(environment);
  return [
    `paging-router listens on ${app.address} (links: ${describeLinks(environment.publicUrl, sms)})`,
    `  channels   sms: ${describeProvider(sms)}${describeReceipts(environment)}; email: ${describeProvider(email)}`,
    `  alerts     ${[...access].map(([source, how]) => `${source}: ${describeAccess(source, how)}`).join('; ')}`,
    `  rules      ${describeRules(app, environment)}`,
    `  ledger     ${app.storedIn}`,
    `  admin      token ${token}; API ${near}/api/docs; bin/pagectl --help`,
    ...(access.get('generic') === 'refused' ? [] : toTry(near, environment, access.get('generic') === 'token')),
  ];
}

/** A link to this machine is right while everything goes to the outbox, and useless on a phone. */
function describeLinks(publicUrl: string, sms: string): string {
  const { hostname } = new URL(publicUrl);
  const nowhere = hostname === '0.0.0.0' || hostname === '[::]';
  const near = openOnLoopback({ publicUrl }) && sms !== 'outbox';
  return nowhere || near ? `${publicUrl}, which no phone can open: set PUBLIC_URL` : publicUrl;
}

function describeProvider(provider: string): string {
  if (provider === 'outbox') return 'to the outbox (no provider is configured)';
  return provider === 'none' ? 'none (a page for it goes to the next contact method)' : provider;
}

/** Without receipts a text that never arrives looks like any other. */
function describeReceipts({ publicUrl, twilio }: Settings): string {
  if (twilio === null || receiptsTo({ publicUrl, twilio }) !== null) return '';
  const why = twilio.receipts === 'off' ? 'TWILIO_RECEIPTS is off' : `it cannot reach ${publicUrl}: set PUBLIC_URL`;
  return ` without receipts (${why})`;
}

function describeAccess(source: string, how: 'token' | 'this machine' | 'refused'): string {
  if (how === 'token') return 'with its token';
  if (how === 'this machine') return 'from this machine';
  return `refused until SOURCE_TOKEN_${source.toUpperCase()} is set`;
}

function describeRules({ rules }: Started, { routingRules }: Settings): string {
  const { people, services, subscriptions, hash } = rules.rules();
  const { faults, origin } = rules.state();
  const from = origin === 'files' ? routingRules.join(', ') : 'the last good set (files are broken)';
  const remarks = faults.length === 1 ? '1 remark' : `${faults.length} remarks`;
  const weak = faults.length === 0 ? '' : `, ${remarks}: see pagectl rules check`;
  return `${from}: ${people.size} people, ${services.size} services, ${subscriptions.length} subscriptions (${hash.slice(0, 8)}${weak})`;
}

/** Lines to paste into a second terminal, which does not have this one's settings. */
function toTry(near: string, { dataDir }: Settings, withToken: boolean): string[] {
  const where = [
    ...(near === usualAddress ? [] : [`PAGING_ROUTER_URL=${near}`]),
    ...(dataDir === 'data' || dataDir === './data' ? [] : [`DATA_DIR=${dataDir}`]),
    'bin/pagectl outbox',
  ];
  return [
    'Try it:',
    `  curl -s ${near}/webhooks/generic -H 'Content-Type: application/json' \\`,
    ...(withToken ? [`    -H "Authorization: Bearer $SOURCE_TOKEN_GENERIC" \\`] : []),
    `    -d '{"kind": "problem", "severity": "critical", "host": "parsoid.svc", "check": "LVS HTTP IPv4 on parsoid", "summary": "Connection refused"}'`,
    `  ${where.join(' ')}`,
  ];
}

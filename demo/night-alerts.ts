/** Hosts behind the switch that dies, by the first letters of their names: twelve services, 25 hosts each. */
const BEHIND_THE_SWITCH = [
  'web',
  'api',
  'search',
  'cache',
  'queue',
  'images',
  'login',
  'billing',
  'maps',
  'wtp',
  'logs',
  'storage',
] as const;
const HOSTS_EACH = 25;

/** One check of a host, as anything that can send JSON says it. */
export function failing(host: string, check = 'ping', summary = 'no answer'): object {
  return { kind: 'problem', severity: 'critical', host, check, summary };
}

export function well(host: string, check = 'ping'): object {
  return { kind: 'recovery', host, check, summary: 'answers again' };
}

/** The same of every host behind the switch, those of one service together. */
export function allBehindTheSwitch(say: (host: string) => object): readonly (readonly object[])[] {
  return BEHIND_THE_SWITCH.map((name) =>
    Array.from({ length: HOSTS_EACH }, (_, n) => say(`${name}${String(n + 1).padStart(2, '0')}`)),
  );
}

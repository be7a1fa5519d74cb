/** A time in which the router could not page, and what its two watchers outside saw of it. UTC ms. */
export interface Helplessness {
  readonly from: number;
  readonly until: number;
  /** When a ping reached the dead man's switch. */
  readonly pings: readonly number[];
  /** What the monitoring plugin said: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. */
  readonly plugin: readonly { readonly at: number; readonly code: number | null }[];
}

/** A ping that was on its way when it began. */
const underWayMs = 10_000;
/** The switch is set for a ping a minute and two minutes of grace: it fires in time only where the pings stop at once. */
const noticedMs = 180_000;

/** I13: when the router cannot page, something outside says so within three minutes. */
export function findUnnoticed(helpless: readonly Helplessness[]): string[] {
  return helpless.flatMap(({ from, until, pings, plugin }) => {
    const vouched = pings.filter((at) => at > from + underWayMs && at <= until);
    const alarmed = plugin.some(({ at, code }) => code === 2 && at >= from && at <= Math.min(until, from + noticedMs));
    return [
      ...vouched.map((at) => `I13: a ping ${at - from} ms after the router could not page any more`),
      ...(alarmed ? [] : ['I13: the plugin was never critical while the router could not page']),
    ];
  });
}

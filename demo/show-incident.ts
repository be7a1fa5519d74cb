import type { IncidentView, Stage } from './stage.js';
import { clockTime } from './times.js';

/** What each source says of the incident's checks. */
export function tellChecks({ print }: Stage, { number, checks }: IncidentView): void {
  const rows = checks.map(({ source, failing, sourceState, since, summary }): [string, string] => {
    const state = failing ? `${sourceState ?? 'failing'} since ${clockTime(Date.parse(since))}` : 'well';
    return [source, `${state}: ${summary}`];
  });
  print.rows(`incident #${number}:`, rows);
}

/** How many alerts of Icinga were written down without paging anybody, by the router's own count. */
export async function recordedFromIcinga({ router }: Stage): Promise<number> {
  const metrics = await (await fetch(`${router.address}/metrics`)).text();
  const line = /^paging_router_alerts_total\{source="icinga",outcome="recorded"\} (\d+)$/m.exec(metrics);
  return Number(line?.[1] ?? 0);
}

/** Numbers of the open incidents, the newest first. */
export async function openIncidents({ router }: Stage): Promise<readonly number[]> {
  const { out } = await router.pagectl('incident', 'list', '--json');
  const listed: { readonly items: readonly { readonly number: number }[] } = JSON.parse(out);
  return listed.items.map(({ number }) => number);
}

/** The mail that somebody had to write afterwards: the incident's own history, without the single deliveries. */
export async function tellTimeline({ incident, print }: Stage): Promise<void> {
  const { timeline } = await incident(1);
  const lines = timeline.filter(({ kind }) => kind !== 'notified');
  print.blank();
  print.rows(
    'The long mail to the ops list the day after has written itself (pagectl incident show 1):',
    lines.map(({ at, text }) => [clockTime(Date.parse(at)), text]),
  );
}

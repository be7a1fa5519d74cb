import type { z } from 'zod';
import { WindowResource } from '../src/http/api/resources/window-resource.js';
import { commandLine } from './command-line.js';
import type { Stage } from './stage.js';
import { clockTime } from './times.js';

/** Opens the window as the deploy script does, and shows it. */
export async function openWindow(stage: Stage, time: string, text: string): Promise<z.output<typeof WindowResource>> {
  const line = ['maintenance', 'start', 'parsoid', '--for', '15m', '--reason', 'deploy of Parsoid', '--by', 'roan'];
  let answer = { exitCode: 1, out: '', err: '' };
  await stage.moment(time, text, async () => {
    answer = await stage.router.pagectl(...line, '--json');
  });
  if (answer.exitCode !== 0) throw new Error(`pagectl ${line.join(' ')}: ${answer.err}`);
  const window = WindowResource.parse(JSON.parse(answer.out));
  const { id, state, services, startsAt, endsAt, createdBy } = window;
  const [from, to] = [startsAt, endsAt].map((instant) => clockTime(Date.parse(instant)));
  stage.print.command(commandLine(line), [
    `${id}  ${state}  ${services.join(', ')}  ${from} to ${to}, by ${createdBy}`,
  ]);
  stage.claim('the window is open', [state, services, to], ['active', ['parsoid'], '23:55']);
  return window;
}

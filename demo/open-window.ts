import { z } from 'zod';
import { WindowResource } from '../src/http/api/resources/window-resource.js';
import { commandLine } from './command-line.js';
import type { Stage } from './stage.js';
import { clockTime } from './times.js';

const Windows = z.object({ items: z.array(WindowResource) });

/** Opens the window as the deploy script does, and answers it as the API shows it. */
export async function openWindow(stage: Stage, time: string, text: string): Promise<z.output<typeof WindowResource>> {
  const line = ['maintenance', 'start', 'parsoid', '--for', '15m', '--reason', 'deploy of Parsoid', '--by', 'roan'];
  await stage.moment(time, text, async () => {
    const { out, err } = await stage.router.pagectl(...line);
    stage.print.command(
      commandLine(line),
      [out, err].filter((said) => said !== '').flatMap((said) => said.split('\n')),
    );
  });
  const { items } = Windows.parse(await stage.router.api('GET', '/maintenance-windows'));
  const window = items.find(({ createdBy }) => createdBy === 'roan');
  if (window === undefined) throw new Error('the window of the deploy is not there');
  const { state, services, endsAt } = window;
  stage.claim(
    'the window is open, for Parsoid only, and its end is fixed',
    [state, services, clockTime(Date.parse(endsAt))],
    ['active', ['parsoid'], '23:55'],
  );
  return window;
}

import type { z } from 'zod';
import type { PreviewResource } from '../../http/api/resources/preview-resource.js';
import { paint, type Terminal } from '../terminal.js';
import { cell } from './table.js';
import { localTime } from './time.js';

type Preview = z.output<typeof PreviewResource>;

const MOST_LINES = 20;

/** What a window would touch, line by line. */
export function previewLines(terminal: Terminal, preview: Preview): readonly string[] {
  const now = terminal.now();
  const { services, dependents, people, shifts, overlaps, incidents, checks } = preview;
  return [
    paint(terminal, 'bold', cell(preview.summary, 500)),
    ...warningLines(terminal, preview),
    `  services   ${services.length === 0 ? 'none by name' : services.join(', ')}`,
    ...(dependents.length === 0
      ? []
      : [`  with them  ${dependents.join(', ')} (held while an incident of these is open)`]),
    `  people     ${people.length === 0 ? 'nobody' : people.join(', ')}`,
    ...shortened(
      incidents.map(({ number, state, title }) => `  incident   #${number} ${state}: ${cell(title, 80)}`),
      preview.incidentCount,
    ),
    ...shortened(
      checks.map(({ host, check, source, failing }) => {
        const name = [host, check].filter((part) => part !== null).join(' / ');
        return `  check      ${cell(name, 80)} (${source}${failing ? ', failing' : ''})`;
      }),
      preview.checkCount,
    ),
    ...shifts.map(
      (shift) => `  shift      ${shift.schedule}: ${shift.people.join(', ')} until ${localTime(shift.endsAt, now)}`,
    ),
    ...overlaps.map(
      ({ id, endsAt, reason }) => `  overlaps   ${id} until ${localTime(endsAt, now)}: ${cell(reason, 60)}`,
    ),
    ...(preview.refused === null ? [] : [`  ${paint(terminal, 'red', 'refused')}    ${preview.refused}`]),
  ];
}

/** The sentence and what should make one stop. */
export function previewHeadLines(terminal: Terminal, preview: Preview): readonly string[] {
  return [cell(preview.summary, 500), ...warningLines(terminal, preview)];
}

function warningLines(terminal: Terminal, { warnings }: Preview): readonly string[] {
  return warnings.map(({ text }) => `  ${paint(terminal, 'yellow', 'warning')}    ${text}`);
}

function shortened(lines: readonly string[], count: number): readonly string[] {
  const shown = lines.slice(0, MOST_LINES);
  return count > shown.length ? [...shown, `             and ${count - shown.length} more`] : shown;
}

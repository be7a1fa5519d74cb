import { formatDuration } from '../../domain/duration.js';

/** `2013-04-18 16:46 (12m ago)`, in the zone of the machine; `-` for none. */
export function localTime(iso: string | null, now: number): string {
  if (iso === null) return '-';
  const at = Date.parse(iso);
  const parts = new Intl.DateTimeFormat('sv-SE', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
  return `${parts} (${relative(at, now)})`;
}

function relative(at: number, now: number): string {
  const seconds = Math.round((now - at) / 1000);
  if (Math.abs(seconds) < 1) return 'now';
  return seconds > 0 ? `${formatDuration(seconds)} ago` : `in ${formatDuration(-seconds)}`;
}

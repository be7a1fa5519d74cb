const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const UNITS = ['d', 'h', 'm', 's'] as const;

/** Seconds of `30s`, `10m`, `2h`, `1d`, `1w` (also joined: `1h30m`); null when it is none of these. */
export function parseDuration(text: string): number | null {
  if (!/^(?:\d+[smhdw])+$/.test(text)) return null;
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([smhdw])/g)) seconds += Number(count) * (SECONDS[unit ?? ''] ?? 0);
  return seconds;
}

/** `90` → `1m 30s`; at most the two largest units, `0s` for nothing. */
export function formatDuration(seconds: number): string {
  let rest = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const unit of UNITS) {
    const size = SECONDS[unit] ?? 1;
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
    else if (parts.length > 0) break;
  }
  return parts.slice(0, 2).join(' ') || '0s';
}

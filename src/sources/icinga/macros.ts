import type { RawRecord } from '../read-records.js';

/** Macros of one notification by name, without prefix; a list is an array attribute. Never empty texts. */
export type Macros = ReadonlyMap<string, string | readonly string[]>;

/**
 * Macros of a message. Icinga 1 and Nagios put `ICINGA_` or `NAGIOS_` in front in the environment. What has no value is
 * left out: null, empty, an object (dictionary variables have no text), or a macro that was never resolved (`$X$`).
 */
export function readMacros(record: RawRecord): Macros {
  const macros = new Map<string, string | readonly string[]>();
  for (const [key, value] of Object.entries(record)) {
    const name = key.replace(/^(?:ICINGA|NAGIOS)_/, '');
    if (macros.has(name)) continue;
    const read = Array.isArray(value) ? value.flatMap((item) => readText(item) ?? []) : readText(value);
    if (read !== undefined && read.length > 0) macros.set(name, read);
  }
  return macros;
}

/** The first of these macros that has a value, a list joined by commas. */
export function firstMacro(macros: Macros, names: readonly string[]): string | undefined {
  const value = names.map((name) => macros.get(name)).find((found) => found !== undefined);
  return typeof value === 'object' ? value.join(',') : value;
}

/** The items of a list macro: an array, or text with commas (Icinga 1) or semicolons (Icinga 2). */
export function listMacro(macros: Macros, names: readonly string[]): readonly string[] {
  const value = names.map((name) => macros.get(name)).find((found) => found !== undefined);
  return typeof value === 'string' ? value.split(/[,;]/) : (value ?? []);
}

function readText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  return /^\$[\w.]+\$$/.test(value) ? undefined : value;
}

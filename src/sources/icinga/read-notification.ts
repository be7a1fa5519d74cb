import type { z } from 'zod';
import type { InputFault } from '../../ports.js';
import { hostMacroNames, type MacroField, type MacroNames, serviceMacroNames } from './macro-names.js';
import { firstMacro, type Macros } from './macros.js';
import { HostNotification, type IcingaNotification, ServiceNotification } from './schema.js';

export type ReadNotification =
  | { readonly kind: 'notification'; readonly notification: IcingaNotification }
  | { readonly kind: 'unreadable'; readonly faults: readonly InputFault[] };

/** Reads the fields of one notification out of its macros; faults are named by the macro the sender uses. */
export function readNotification(macros: Macros): ReadNotification {
  const isService = firstMacro(macros, serviceMacroNames.service) !== undefined;
  const names = isService ? serviceMacroNames : hostMacroNames;
  const fields = pickFields(macros, names);
  const result = isService ? ServiceNotification.safeParse(fields) : HostNotification.safeParse(fields);
  if (result.success) return { kind: 'notification', notification: result.data };
  return { kind: 'unreadable', faults: result.error.issues.map((issue) => toFault(issue, macros, names)) };
}

function pickFields(macros: Macros, names: MacroNames): Readonly<Record<string, string | undefined>> {
  const fields = Object.entries(names).map(([field, macroNames]) => [field, firstMacro(macros, macroNames)] as const);
  const picked = Object.fromEntries(fields);
  return { ...picked, state: picked.state ?? picked.stateId };
}

function toFault(issue: z.core.$ZodIssue, macros: Macros, names: MacroNames): InputFault {
  const field = issue.path[0];
  const wireNames = isMacroField(field, names) ? names[field] : [];
  const sent = wireNames.find((name) => macros.has(name));
  return { path: sent ?? nameInDialect(macros, wireNames), message: issue.message };
}

function isMacroField(field: PropertyKey | undefined, names: MacroNames): field is MacroField {
  return typeof field === 'string' && Object.hasOwn(names, field);
}

/** What the missing macro would be called by this sender: Icinga 2 has dots in its names, Icinga 1 capitals. */
function nameInDialect(macros: Macros, wireNames: readonly string[]): string {
  const isIcinga1 = [...macros.keys()].some((name) => /^[A-Z]+$/.test(name));
  return (isIcinga1 ? wireNames[1] : undefined) ?? wireNames[0] ?? '';
}

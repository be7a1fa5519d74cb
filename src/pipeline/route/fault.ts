import type { RulesFault } from '../../domain/rules.js';

/** A fault at an origin such as `routing-rules/20-subscriptions.yaml:14`; null: it concerns the whole set. */
export function faultAt(origin: string | null, message: string, level: RulesFault['level']): RulesFault {
  if (origin === null) return { file: null, line: null, message, level };
  const [, file, line] = /^(.*):(\d+)$/.exec(origin) ?? [];
  if (file === undefined || line === undefined) return { file: origin, line: null, message, level };
  return { file, line: Number(line), message, level };
}

import type { RulesFault } from '../../domain/rules.js';

/** One line for people: where (`routing-rules/20-services.yaml:14:`), then what is wrong and what would be right. */
export function formatFault(fault: RulesFault): string {
  const line = fault.line === null ? '' : `:${fault.line}`;
  const where = fault.file === null ? '' : `${fault.file}${line}: `;
  return `${where}${fault.level === 'warning' ? 'warning: ' : ''}${fault.message}`;
}

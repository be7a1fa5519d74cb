import type { Environment } from '../config/environment.js';
import type { Source } from '../ports.js';
import { genericSource } from '../sources/generic/index.js';
import { icingaSource } from '../sources/icinga/index.js';
import { watchmouseSource } from '../sources/watchmouse/index.js';
import { StartError } from './start-error.js';

/** A new kind of sender is one folder and one line here. */
export const sources: readonly Source[] = [icingaSource, watchmouseSource, genericSource];

/** A token for a source that does not exist is a typing error that would leave the real source without one. */
export function checkSourceTokens({ sourceTokens }: Pick<Environment, 'sourceTokens'>): void {
  const names = sources.map(({ name }) => name);
  const unknown = [...sourceTokens.keys()].find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const known = names.map((name) => `SOURCE_TOKEN_${name.toUpperCase()}`).join(', ');
  throw new StartError(`SOURCE_TOKEN_${unknown.toUpperCase()} names no source: known are ${known}`);
}

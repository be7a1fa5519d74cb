import type { Environment } from '../config/environment.js';
import type { Source } from '../ports.js';
import { genericSource } from '../sources/generic/index.js';
import { createIcingaSource, icingaSource } from '../sources/icinga/index.js';
import { watchmouseSource } from '../sources/watchmouse/index.js';
import { isLoopback } from './is-loopback.js';
import { StartError } from './start-error.js';

/** A new kind of sender is one folder and one line here. */
export const sources: readonly Source[] = [icingaSource, watchmouseSource, genericSource];

/** The same as this process hears them. */
export function sourcesFor({ icinga }: Pick<Environment, 'icinga'>): readonly Source[] {
  if (icinga === null) return sources;
  return sources.map((source) => (source === icingaSource ? createIcingaSource({ isAsked: true }) : source));
}

/** A token for a source that does not exist is a typing error that would leave the real source without one. */
export function checkSourceTokens({ sourceTokens }: Pick<Environment, 'sourceTokens'>): void {
  const names = sources.map(({ name }) => name);
  const unknown = [...sourceTokens.keys()].find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const known = names.map((name) => `SOURCE_TOKEN_${name.toUpperCase()}`).join(', ');
  throw new StartError(`SOURCE_TOKEN_${unknown.toUpperCase()} names no source: known are ${known}`);
}

/** A source without a token is heard from this machine, but only while the router is meant for this machine alone. */
export function openOnLoopback({ publicUrl }: Pick<Environment, 'publicUrl'>): boolean {
  return isLoopback(publicUrl);
}

/** What a sender of a source needs: its `token`, to be on `this machine`, or it is `refused` whatever it does. */
export function sourceAccess(
  environment: Pick<Environment, 'publicUrl' | 'sourceTokens'>,
): ReadonlyMap<string, 'token' | 'this machine' | 'refused'> {
  const withoutToken = openOnLoopback(environment) ? 'this machine' : 'refused';
  return new Map(
    sources.map(({ name }) => [name, (environment.sourceTokens.get(name) ?? []).length > 0 ? 'token' : withoutToken]),
  );
}

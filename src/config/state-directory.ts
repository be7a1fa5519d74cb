import { accessSync, constants, mkdirSync } from 'node:fs';
import { messageOf } from './message-of.js';

/** Makes DATA_DIR, private, where it is missing; null when it can be written, else what is wrong with it. */
export function directoryFault(path: string): string | null {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return null;
  } catch (cause) {
    return `the data directory ${path} cannot be used (${messageOf(cause)}): set DATA_DIR to one that may be written`;
  }
}

import { type DestinationStream, pino } from 'pino';
import { maskText } from '../domain/mask-text.js';
import type { Log } from '../ports.js';
import { maskFields } from './mask.js';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export interface LogOptions {
  readonly level: LogLevel;
  /** Where the lines go; standard error when absent, so that standard output stays free for answers. */
  readonly destination?: DestinationStream;
  /** Fields of every line, e.g. the role of this process. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** One JSON line per entry: `time` ISO, `level` as a word, `msg`; every field is masked before it is written. */
export function createLog({ level, destination, fields = {} }: LogOptions): Log {
  const logger = pino(
    {
      level,
      base: fields,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: maskFields },
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
  return {
    debug: (entry, message) => {
      if (logger.isLevelEnabled('debug')) logger.debug(entry, maskText(message));
    },
    info: (entry, message) => logger.info(entry, maskText(message)),
    warn: (entry, message) => logger.warn(entry, maskText(message)),
    error: (entry, message) => logger.error(entry, maskText(message)),
  };
}

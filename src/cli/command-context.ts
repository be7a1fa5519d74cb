import type { Command } from 'commander';
import { type ApiClient, createApiClient } from './api-client.js';
import { connectionOf } from './connection.js';
import type { Terminal } from './terminal.js';

/** What every command gets. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Address of the router that `--url` or the environment names. */
  urlOf(command: Command): string;
  /** The client of the router that `--url` or the environment names. */
  api(command: Command): ApiClient;
  /** True when the answer is for programs (`--json`): it was printed then. */
  printedJson(command: Command, value: unknown): boolean;
}

export function createContext(terminal: Terminal): CommandContext {
  return {
    terminal,
    urlOf: (command) => connectionOf(terminal, command.optsWithGlobals<GlobalOptions>().url).url,
    api: (command) =>
      createApiClient(connectionOf(terminal, command.optsWithGlobals<GlobalOptions>().url), terminal.env),
    printedJson(command, value) {
      if (command.optsWithGlobals<GlobalOptions>().json !== true) return false;
      terminal.out(JSON.stringify(value, null, 2));
      return true;
    },
  };
}

interface GlobalOptions {
  readonly url?: string;
  readonly json?: boolean;
}

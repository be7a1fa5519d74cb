import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { ProgramEnd } from './terminal.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a program with our own standard input, output and error. A signal that ends us ends it first: the terminal's Ctrl-C
 * reaches it anyhow, others are handed on.
 */
export function runProgram(program: string, args: readonly string[]): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const child = spawn(program, [...args], { stdio: 'inherit' });
    let told: NodeJS.Signals | null = null;
    const handOn = (signal: NodeJS.Signals) => {
      told = signal;
      if (signal !== 'SIGINT' || process.stdin.isTTY !== true) child.kill(signal);
    };
    for (const signal of SIGNALS) process.on(signal, handOn);
    const end = (ended: ProgramEnd) => {
      for (const signal of SIGNALS) process.off(signal, handOn);
      resolve(ended);
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      end({ kind: 'not-run', because: error.message, code: error.code === 'ENOENT' ? 127 : 126 });
    });
    child.once('exit', (code, signal) => {
      const by = signal ?? told;
      if (by === null) return end({ kind: 'exited', code: code ?? 1 });
      end({ kind: 'interrupted', signal: by, code: code ?? 128 + constants.signals[by] });
    });
  });
}

import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';

// Each router and Redis of a test syncs its disk all the time: in memory none waits for the others'. A slow disk is injected.
if (process.env.TMPDIR === undefined && existsSync('/dev/shm')) process.env.TMPDIR = '/dev/shm';

const config = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' }, experimental: { keepImportAttributes: true } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  // It ends a test that hangs. On a busy machine a good one may take thirty times as long as alone.
  testTimeout: 300_000,
  testSequencer: '<rootDir>/test/longest-first.mjs',
  // What a test file loads stays in its worker's memory (its modules are never freed): a worker that grew is replaced.
  workerIdleMemoryLimit: '800MB',
  // The longest mostly wait.
  maxWorkers: availableParallelism() + 1,
  // Rows of the fault matrix side by side: each has one or two routers and a Redis of its own.
  maxConcurrency: 2,
};

export default config;

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { run } from './run.js';

const ROOT = join(import.meta.dirname, '..', '..');

describe('pagectl', () => {
  it.each([
    [['--help']],
    [['incident', '--help']],
    [['incident', 'list', '--help']],
    [['maintenance', 'start', '--help']],
    [['explain', '--help']],
    [['rules', 'check', '--help']],
    [['serve', '--help']],
  ])('explains itself: %j', async (args) => {
    const { code, out } = await run(args);

    expect(code).toBe(0);
    expect(out).toContain('Usage: pagectl');
  });

  it.each([
    [['incidnet', 'list'], 'incident'],
    [['incident', 'show'], 'missing required argument'],
    [['maintenance', 'start', 'parsoid'], '--reason'],
    [['incident', 'list', '--sate', 'open'], '--state'],
    [['serve', '--role', 'boss'], 'receiver'],
    [['explain'], '--alert FILE'],
  ])('ends with 2 for wrong usage: %j', async (args, hint) => {
    const { code, err } = await run(args, { PAGING_ROUTER_TOKEN: 'x' });

    expect(code).toBe(2);
    expect(err).toContain(hint);
  });

  it.each(['bash', 'zsh', 'fish'])('completes in %s', async (shell) => {
    const { code, out } = await run(['completion', shell]);

    expect(code).toBe(0);
    for (const word of ['incident', 'acknowledge', 'maintenance', 'outbox']) expect(out).toContain(word);
  });

  it('gives bash a script that completes', async () => {
    const { out } = await run(['completion', 'bash']);
    const script = `${out}\nCOMP_WORDS=(pagectl incident sh); COMP_CWORD=2; _pagectl; echo "\${COMPREPLY[@]}"`;

    const { stdout } = await promisify(execFile)('bash', ['-c', script]);

    expect(stdout.trim()).toBe('show');
  });

  it('runs as a program, exit code and all', async () => {
    const args = ['--import', 'tsx', join(ROOT, 'src/cli/cli.ts'), 'rules', 'check', '--rules', '/nonexistent'];

    const failed = promisify(execFile)(process.execPath, args, { cwd: ROOT, env: { PATH: process.env.PATH ?? '' } });

    await expect(failed).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('/nonexistent') });
  });
});

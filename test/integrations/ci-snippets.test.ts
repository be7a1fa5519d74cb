import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { aListeningRouter, type ListeningRouter } from '../cli/run.js';
import { accessRules } from '../http/access-rules.js';
import { tokenOf } from '../http/addresses.js';

const CI = join(import.meta.dirname, '..', '..', 'integrations', 'ci');

const GitHub = z.object({
  jobs: z.object({ deploy: z.object({ steps: z.array(z.object({ run: z.string().optional() })) }) }),
});
const GitLab = z.object({ deploy: z.object({ script: z.array(z.string()) }) });

/** Each step is a shell of its own, which takes over what earlier ones wrote into GITHUB_ENV; it ends at the first that fails. */
const gitHubSteps = () =>
  GitHub.parse(parse(readFileSync(join(CI, 'github-actions.yaml'), 'utf8'))).jobs.deploy.steps.flatMap(
    ({ run }) => run ?? [],
  );
const gitLabScript = () =>
  GitLab.parse(parse(readFileSync(join(CI, 'gitlab-ci.yaml'), 'utf8'))).deploy.script.join('\n');

let router: ListeningRouter;
let folder: string;
let env: Record<string, string>;

beforeEach(async () => {
  router = await aListeningRouter(accessRules());
  folder = mkdtempSync(join(tmpdir(), 'ci-'));
  const { text: token } = await tokenOf(router, 'roan');
  env = {
    PATH: process.env.PATH ?? '',
    PAGING_ROUTER_URL: router.env.PAGING_ROUTER_URL ?? '',
    PAGING_ROUTER_TOKEN: token,
    SERVICE: 'parsoid',
    ...{ GITHUB_ENV: join(folder, 'env'), GITHUB_RUN_ID: '1', GITHUB_RUN_ATTEMPT: '1', GITHUB_SHA: 'abc' },
    ...{ GITHUB_ACTOR: 'roan', CI_JOB_ID: '7', CI_COMMIT_SHORT_SHA: 'abc', GITLAB_USER_LOGIN: 'roan' },
  };
  writeFileSync(join(folder, 'env'), '');
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await router.close();
});

function deploySays(code: number): void {
  writeFileSync(join(folder, 'deploy.sh'), `#!/bin/sh\necho deployed\nexit ${code}\n`, { mode: 0o755 });
}

async function shell(
  script: string,
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = spawn('sh', ['-e', '-c', script], { cwd: folder, env });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code, out, err };
}

async function runGitHub(): Promise<number | null> {
  for (const step of gitHubSteps()) {
    const written = readFileSync(join(folder, 'env'), 'utf8').trim();
    const { code } = await shell(`${written}\n${step}`);
    if (code !== 0) return code;
  }
  return 0;
}

const runGitLab = async () => (await shell(gitLabScript())).code;
const actions = () => router.calls.map(({ action, on }) => `${action} ${on}`.trim());

describe.each([
  ['GitHub Actions', runGitHub],
  ['GitLab CI', runGitLab],
])('the snippet for %s', (_name, run) => {
  it('opens a window, deploys, and lets it end once all is quiet', async () => {
    deploySays(0);

    expect(await run()).toBe(0);
    expect(actions()).toEqual(['open', 'settle win_1']);
    expect(router.calls[0]).toMatchObject({
      actor: { person: 'roan' },
      more: { services: ['parsoid'], reason: 'deploy of abc by roan' },
    });
  });

  it('leaves the window open when the deploy fails, and fails too', async () => {
    deploySays(3);

    expect(await run()).toBe(3);
    expect(actions()).toEqual(['open']);
  });

  it('does not deploy when the router refuses', async () => {
    deploySays(0);
    env.SERVICE = 'mysql';

    expect(await run()).not.toBe(0);
    expect(actions()).toEqual([]);
  });
});

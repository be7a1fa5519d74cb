import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const read = (path: string) => readFileSync(join(import.meta.dirname, '../..', path), 'utf8');
const unit = read('integrations/systemd/paging-router.service').split('\n');

/** What a real systemd makes of it: `npm run test:systemd`. */
describe('the systemd unit', () => {
  it('starts the router as `npm start` does', () => {
    const flags = /exec node (.*) bin\/pagectl serve/.exec(JSON.parse(read('package.json')).scripts.start)?.[1];

    expect(unit).toContain(`ExecStart=/usr/bin/node ${flags} /opt/paging-router/bin/pagectl serve`);
  });

  it('lets V8 take memory protection keys, and ends it for no call that it does not know', () => {
    expect(unit).toContain('SystemCallFilter=@system-service @pkey');
    expect(unit).toContain('SystemCallErrorNumber=EPERM');
  });
});

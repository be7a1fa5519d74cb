import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tellEvening } from './tell-evening.js';

// pagectl shows times in the zone of its terminal; the story is told in UTC.
process.env.TZ = 'UTC';
const color = process.stdout.isTTY === true && !process.env.NO_COLOR;
const write = (line: string) => void process.stdout.write(`${line}\n`);
const began = performance.now();
const { expectations, failures, logLines } = await tellEvening({ write, color }).catch((error: unknown) => {
  process.stderr.write(`the demo cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
const seconds = ((performance.now() - began) / 1000).toFixed(1);

if (failures.length === 0) {
  write(`  ${expectations} expectations, all hold; told in ${seconds} s.`);
  process.exit(0);
}
const log = join(mkdtempSync(join(tmpdir(), 'paging-router-demo-')), 'router.log');
writeFileSync(log, logLines.join(''));
write(`  ${failures.length} of ${expectations} expectations failed:`);
for (const { claim, wanted, found } of failures) write(`\n  ✗ ${claim}\n      wanted ${wanted}\n      found  ${found}`);
write(`\n  The routers’ log: ${log}`);
process.exit(1);

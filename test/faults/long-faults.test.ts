import { describe, it } from '@jest/globals';
import { blockedLoopRows } from './rows/blocked-loop.js';
import { partitionRows } from './rows/failover.js';
import { outageRows } from './rows/outage.js';

const rows = [...outageRows, ...blockedLoopRows, ...partitionRows];

// They last a minute or two, in which their processes have next to nothing to do: all run side by side.
describe('the fault matrix, what lasts long', () => {
  it.concurrent.each(rows)('$name', ({ play }) => play(), 240_000);
});

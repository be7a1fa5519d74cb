import { describe, it } from '@jest/globals';
import { matrixRows } from './rows/all-rows.js';

// Most of their time is waiting for leases and for the provider: they run side by side, each with its own processes.
describe('the fault matrix, each in a storm', () => {
  it.concurrent.each(matrixRows)('$name', ({ play }) => play());
});

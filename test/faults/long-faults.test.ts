import { describe, it } from '@jest/globals';
import { longRows } from './rows/all-rows.js';

// They last a minute or two, in which their processes have next to nothing to do: all run side by side.
describe('the fault matrix, what lasts long', () => {
  it.concurrent.each(longRows)('$name', ({ play }) => play(), 400_000);
});

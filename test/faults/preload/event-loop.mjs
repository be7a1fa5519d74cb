import { onOrder } from './orders.mjs';

const nobody = new Int32Array(new SharedArrayBuffer(4));

onOrder('block', (ms) => {
  Atomics.wait(nobody, 0, 0, ms);
});

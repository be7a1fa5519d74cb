import { atStart, onOrder } from './orders.mjs';

const realNow = Date.now;
let offsetMs = atStart.clock ?? 0;

onOrder('clock', (ms) => {
  offsetMs = ms;
});

Date.now = () => realNow() + offsetMs;
globalThis.Date = new Proxy(Date, {
  construct: (target, given, newTarget) =>
    Reflect.construct(target, given.length === 0 ? [Date.now()] : given, newTarget),
  apply: (target) => new target(Date.now()).toString(),
});

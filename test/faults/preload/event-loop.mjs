import { Socket } from 'node:net';
import { onOrder } from './orders.mjs';

const nobody = new Int32Array(new SharedArrayBuffer(4));
let awaited = null;

onOrder('block', block);
onOrder('block-at-reply', (next) => {
  awaited = next;
});

/** In the middle of the turn in which the reply is read: no timer has its chance before the code that waits for it. */
const { emit } = Socket.prototype;
Socket.prototype.emit = function (event, ...given) {
  if (awaited !== null && event === 'data' && awaited.texts.every((text) => given[0].includes(text))) {
    const { ms } = awaited;
    awaited = null;
    block(ms);
  }
  return emit.call(this, event, ...given);
};

function block(ms) {
  Atomics.wait(nobody, 0, 0, ms);
}

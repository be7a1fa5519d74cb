/** Faults from the first moment on; all others are ordered by the test while the router runs. */
export const atStart = JSON.parse(process.env.FAULTS ?? '{}');

const takers = new Map();

/** `take` runs when the test orders this fault; the test hears of it before it runs, for it may never end. */
export function onOrder(name, take) {
  takers.set(name, take);
}

process.on('message', ({ id, name, value }) => {
  process.send({ id }, () => takers.get(name)(value));
});
process.channel?.unref();
// A test that ran out of time leaves nobody to stop its router.
process.on('disconnect', die);

export function die() {
  process.kill(process.pid, 'SIGKILL');
}

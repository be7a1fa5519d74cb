import TestSequencer from '@jest/test-sequencer';

const longest = ['faults/fault-matrix', 'faults/long-faults', 'faults/', 'fuzz/', 'smoke/'];

/** A checkout that was never tested has no figures of its own to sort by. */
export default class LongestFirst extends TestSequencer {
  sort(tests) {
    return [...tests].sort((one, other) => rankOf(one) - rankOf(other) || one.path.localeCompare(other.path));
  }
}

function rankOf({ path }) {
  const rank = longest.findIndex((part) => path.includes(`/test/${part}`));
  return rank === -1 ? longest.length : rank;
}

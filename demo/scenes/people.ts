/** Those whom Parsoid pages at once by SMS, in the order of the rules. */
export const opsAndTeam = ['daniel', 'leslie', 'roan', 'gabriel'];

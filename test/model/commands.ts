import { expect } from '@jest/globals';
import * as fc from 'fast-check';
import { SEVERITIES } from './incident.js';
import type { Model } from './model.js';
import type { Real } from './real.js';
import { CHECKS, PEOPLE, RULES, SERVICES, serviceOf } from './rules.js';
import { MINUTE, type Place } from './surroundings.js';
import { lines } from './told.js';

type Command = fc.AsyncCommand<Model, Real>;

interface Doing {
  /** Said when it is part of a failure. */
  readonly name: string;
  /** Else it has no meaning. */
  readonly when?: (model: Readonly<Model>) => boolean;
  /** Does it to the model, and answers how to do it to the real thing. */
  readonly both: (model: Model, real: Real) => () => Promise<void>;
}

/** Some seconds between commands, so that no two things meet by chance and their order is told by the clock. */
const BETWEEN_MS = 7000;

/** Does the same to both, and compares who heard what. */
function command({ name, when = () => true, both }: Doing): Command {
  return {
    check: when,
    toString: () => name,
    async run(model, real) {
      await passBoth(model, real, BETWEEN_MS);
      if (!when(model)) return;
      await both(model, real)();
      await compare(model, real, name);
    },
  };
}

async function passBoth(model: Model, real: Real, ms: number): Promise<void> {
  model.pass(ms);
  await real.pass(ms);
  await compare(model, real, `${ms / 1000} s passed`);
}

async function compare(model: Model, real: Real, after: string): Promise<void> {
  const heard = lines(real.told());
  expect({ after, heard }).toEqual({ after, heard: lines(model.told()) });
}

const someone = fc.constantFrom(...Object.keys(PEOPLE));
/** More of one service than of the other: what meets in one incident is where things go wrong. */
const service = fc.constantFrom(...SERVICES, 'Parsoid' as const);
const check = service.chain((name) => fc.constantFrom(...CHECKS.filter((one) => serviceOf(one) === name)));
const nth = fc.nat({ max: 5 });

const fails = fc.record({ check, severity: fc.constantFrom(...SEVERITIES) }).map((alert) =>
  command({
    name: `${alert.check} fails (${alert.severity})`,
    both(model, real) {
      model.fails(alert.check, alert.severity);
      return () => real.alert(alert.check, alert.severity);
    },
  }),
);

const recovers = check.map((name) =>
  command({
    name: `${name} recovers`,
    both(model, real) {
      model.recovers(name);
      return () => real.alert(name, null);
    },
  }),
);

const allRecover = service.map((name) =>
  command({
    name: `all of ${name} recovers`,
    when: (model) => model.isOpen(name),
    both(model, real) {
      const checks = CHECKS.filter((one) => serviceOf(one) === name);
      for (const one of checks) model.recovers(one);
      return async () => {
        for (const one of checks) await real.alert(one, null);
      };
    },
  }),
);

const resolves = fc.record({ service, someone }).map((one) =>
  command({
    name: `${one.someone} resolves ${one.service}`,
    when: (model) => model.isOpen(one.service),
    both(model, real) {
      model.resolve(one.service, one.someone);
      return () => real.resolve(one.service, one.someone);
    },
  }),
);

const acknowledges = fc.record({ service, someone }).map((one) =>
  command({
    name: `${one.someone} acknowledges ${one.service}`,
    when: (model) => model.isOpen(one.service),
    both(model, real) {
      model.acknowledge(one.service, one.someone);
      return () => real.acknowledge(one.service, one.someone);
    },
  }),
);

const snoozes = fc.record({ service, someone, minutes: fc.integer({ min: 1, max: 200 }) }).map((one) =>
  command({
    name: `${one.someone} snoozes ${one.service} for ${one.minutes} min`,
    when: (model) => model.isOpen(one.service),
    both(model, real) {
      model.snooze(one.service, one.someone, one.minutes);
      return () => real.snooze(one.service, one.someone, real.now() + one.minutes * MINUTE);
    },
  }),
);

const opensWindow = fc
  .record({ service, inMinutes: fc.constantFrom(0, 0, 10), minutes: fc.integer({ min: 1, max: 90 }) })
  .map((one) =>
    command({
      name: `a window on ${one.service} in ${one.inMinutes} min for ${one.minutes} min`,
      both(model, real) {
        model.openWindow(one.service, one);
        const startsAt = real.now() + one.inMinutes * MINUTE;
        return () => real.openWindow(one.service, { startsAt, endsAt: startsAt + one.minutes * MINUTE });
      },
    }),
  );

const movesWindow = fc.record({ nth, minutes: fc.constantFrom(0, 5, 30) }).map(({ nth: which, minutes }) =>
  command({
    name: minutes === 0 ? `window ${which} is ended` : `window ${which} is extended by ${minutes} min`,
    when: (model) => model.windows().length > 0,
    both(model, real) {
      const place = pick(model.windows(), which);
      const at = minutes === 0 ? model.now() : place.to + minutes * MINUTE;
      model.endWindow(place.nth, at);
      return () => (minutes === 0 ? real.endWindow(place.nth) : real.extendWindow(place.nth, at));
    },
  }),
);

const overrides = fc.record({ someone, on: fc.boolean(), hours: fc.integer({ min: 1, max: 8 }) }).map((one) =>
  command({
    name: `${one.someone} is put ${one.on ? 'on' : 'off'} duty for ${one.hours} h`,
    both(model, real) {
      model.override(one.someone, one.on, one.hours);
      const endsAt = real.now() + one.hours * 60 * MINUTE;
      return () => real.override({ person: one.someone, on: one.on, endsAt });
    },
  }),
);

const takesBack = nth.map((which) =>
  command({
    name: `override ${which} is taken back`,
    when: (model) => model.overrides().length > 0,
    both(model, real) {
      const place = pick(model.overrides(), which);
      model.takeBack(place.nth);
      return () => real.takeBack(place.nth);
    },
  }),
);

const reloads = fc.constantFrom(0, 1).map((which) =>
  command({
    name: `rules ${which} come into force`,
    both(model, real) {
      const rules = RULES[which] ?? RULES[0];
      model.reload(rules);
      return () => real.reload(rules);
    },
  }),
);

const passes = fc
  .oneof(fc.constant(1), fc.integer({ min: 1, max: 25 }), fc.integer({ min: 26, max: 300 }))
  .map((minutes) =>
    command({
      name: `${minutes} min pass`,
      both(model, real) {
        model.pass(minutes * MINUTE);
        return () => real.pass(minutes * MINUTE);
      },
    }),
  );

function pick(places: readonly Place[], which: number): Place {
  const place = places[which % places.length];
  if (place === undefined) throw new Error('there is none to pick');
  return place;
}

/** Any of these, what fails and what passes more often than the rest. */
export const everything: fc.Arbitrary<Command>[] = [
  ...[
    fails,
    fails,
    fails,
    fails,
    recovers,
    allRecover,
    allRecover,
    acknowledges,
    acknowledges,
    acknowledges,
    resolves,
    snoozes,
  ],
  ...[opensWindow, opensWindow, movesWindow, overrides, overrides, takesBack, reloads],
  ...[passes, passes, passes, passes],
];

/** Who was told of an alert by an emergency page, so that its replay does not page them again. */
export interface ToldPeople {
  add(alertIds: readonly string[], person: string): void;
  of(alertId: string): ReadonlySet<string>;
}

const nobody: ReadonlySet<string> = new Set();
const maxAlerts = 100_000;

/** Bounded; the oldest alerts are forgotten first. */
export function createToldPeople(): ToldPeople {
  const byAlert = new Map<string, Set<string>>();
  return {
    add(alertIds, person) {
      for (const id of alertIds) {
        const people = byAlert.get(id) ?? new Set();
        byAlert.set(id, people.add(person));
      }
      for (const id of byAlert.keys()) {
        if (byAlert.size <= maxAlerts) break;
        byAlert.delete(id);
      }
    },
    of: (alertId) => byAlert.get(alertId) ?? nobody,
  };
}

import type { SelectedPerson } from '../route/select-people.js';

/** The same person by email alone, as early as by anything else; null: they have no address that the rules allow. */
export function byEmailOnly(selected: SelectedPerson): SelectedPerson | null {
  const mails = [...selected.calls, ...selected.fallbacks].filter(({ channel }) => channel === 'email');
  const [first, ...others] = mails;
  if (first === undefined) return null;
  const afterSeconds = Math.min(...selected.calls.map((call) => call.afterSeconds));
  return { ...selected, calls: [{ channel: 'email', to: first.to, afterSeconds }], fallbacks: others.map(toMethod) };
}

function toMethod({ channel, to }: SelectedPerson['fallbacks'][number]): SelectedPerson['fallbacks'][number] {
  return { channel, to };
}

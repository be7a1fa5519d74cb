import type { CheckFacts } from '../../domain/check.js';
import type { Explanation, PersonNotPaged } from '../../domain/explanation.js';
import type { EscalationPolicy, EscalationStep } from '../../domain/rules.js';
import { utcMinute } from '../../domain/utc-minute.js';
import { byEmailOnly } from '../escalate/email-only.js';
import { keepQuietHours } from '../route/quiet-hours.js';
import type { RuleIndex } from '../route/rule-index.js';
import { type SelectedPerson, selectPeople } from '../route/select-people.js';

type Steps = Explanation['steps'];

/** An incident as far as its steps are concerned. */
export interface StepsQuestion {
  readonly checks: readonly CheckFacts[];
  readonly service: string | null;
  readonly policy: EscalationPolicy;
  readonly urgency: 'high' | 'low';
  /** Why only mails go out; null: everything does. */
  readonly lowered: string | null;
  /** When the incident opens, UTC ms. */
  readonly now: number;
}

/**
 * The steps of the first round if nobody acknowledges, each with the people it selects at its time by today's rules. A
 * step that reaches nobody goes on at once; low urgency ends with the first one that reaches somebody.
 */
export function explainSteps(index: RuleIndex, question: StepsQuestion): Pick<Explanation, 'steps' | 'notPaged'> {
  const steps: Steps[number][] = [];
  let afterSeconds = 0;
  let reached = true;
  for (const [n, step] of question.policy.steps.entries()) {
    if (reached) afterSeconds += step.afterSeconds;
    const people = selectAt(index, { question, step, afterSeconds }).map((person) => plannedFor(person, afterSeconds));
    steps.push({ step: n + 1, afterSeconds, people });
    reached = people.length > 0;
    if (reached && question.urgency === 'low') break;
  }
  return { steps, notPaged: othersThan(index, question, steps) };
}

function selectAt(
  index: RuleIndex,
  at: { readonly question: StepsQuestion; readonly step: EscalationStep; readonly afterSeconds: number },
): readonly SelectedPerson[] {
  const { checks, service, urgency, now } = at.question;
  const then = now + at.afterSeconds * 1000;
  const { people } = selectPeople(index, { checks, service, urgency, targets: at.step.page, now: then });
  return loweredTo(people, at.question.lowered).map((selected) => {
    const quiet = keepQuietHours(index.rules, selected, { urgency, now: then });
    if (quiet.quietUntil === undefined) return selected;
    const because = `quiet hours: held until ${utcMinute(quiet.quietUntil)}`;
    return { ...quiet, because: [...selected.because, because] };
  });
}

function loweredTo(people: readonly SelectedPerson[], lowered: string | null): readonly SelectedPerson[] {
  if (lowered === null) return people;
  return people.flatMap((person) => {
    const mailed = byEmailOnly(person);
    return mailed === null ? [] : [{ ...mailed, because: [...mailed.because, lowered] }];
  });
}

function plannedFor({ person, calls, because }: SelectedPerson, afterSeconds: number): Steps[number]['people'][number] {
  const notifications = calls.map((call) => ({
    via: call.channel,
    afterSeconds: afterSeconds + Math.round(call.afterSeconds),
  }));
  return { person, notifications, because };
}

/** Everybody whom no step reaches; the reasons are those of all targets together when the incident opens. */
function othersThan(index: RuleIndex, question: StepsQuestion, steps: Steps): readonly PersonNotPaged[] {
  const { checks, service, urgency, now } = question;
  const paged = new Set(steps.flatMap(({ people }) => people.map(({ person }) => person)));
  const targets = question.policy.steps.slice(0, steps.length).flatMap(({ page }) => page);
  const { people, notPaged } = selectPeople(index, { checks, service, urgency, targets, now });
  const onlyNow = people
    .filter(({ person }) => !paged.has(person))
    .map(({ person }) => ({ person, because: [question.lowered ?? 'not when the step that pages subscribers fires'] }));
  return [...notPaged, ...onlyNow].filter(({ person }) => !paged.has(person));
}

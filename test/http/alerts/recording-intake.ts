import type { Accepted, Intake } from '../../../src/engine/use-cases.js';
import type { InputFault, Source, SourceRequest } from '../../../src/ports.js';

export interface RecordingIntake extends Intake {
  readonly accepted: { readonly source: string; readonly request: SourceRequest }[];
  readonly unreadable: { readonly source: string; readonly faults: readonly InputFault[] }[];
  readonly wrongTokens: string[];
  readonly heartbeats: { readonly source: string; readonly node: string | null }[];
  /** What the next calls answer instead; an error is thrown. */
  answer: Accepted | Error | null;
}

/** Parses as the real one does and remembers what it was told. */
export function createRecordingIntake(): RecordingIntake {
  const intake: RecordingIntake = {
    accepted: [],
    unreadable: [],
    wrongTokens: [],
    heartbeats: [],
    answer: null,
    async accept(source: Source, request: SourceRequest): Promise<Accepted> {
      intake.accepted.push({ source: source.name, request });
      if (intake.answer instanceof Error) throw intake.answer;
      if (intake.answer !== null) return intake.answer;
      const parsed = source.parse(request);
      if (parsed.kind === 'unreadable') return parsed;
      return { kind: 'accepted', alertIds: parsed.drafts.map((_, index) => `a${index}`) };
    },
    reportUnreadable: (source, faults) => void intake.unreadable.push({ source, faults }),
    heartbeat: (source, node) => void intake.heartbeats.push({ source, node }),
    reportWrongToken: (source) => void intake.wrongTokens.push(source),
  };
  return intake;
}

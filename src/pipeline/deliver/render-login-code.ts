import { formatDuration } from '../../domain/duration.js';

/** A message of its own, not about an incident: what a channel sends, on SMS the text alone. */
export interface PlainMessage {
  readonly subject: string;
  readonly text: string;
  /** On SMS in place of the text; absent: the text. */
  readonly sms?: string | undefined;
}

/** The code to sign in with: first, so that a locked phone shows it; and what to do when nobody asked for it. */
export function renderLoginCode(code: string, lifeSeconds: number): PlainMessage {
  const life = formatDuration(lifeSeconds);
  return {
    subject: 'Your paging-router sign-in code',
    text: `${code} is your paging-router sign-in code, good for ${life}. Tell it to nobody. You did not ask for it? Then ignore it, and tell ops.`,
  };
}

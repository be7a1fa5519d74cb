import { type ContactMethod, maskAddress } from '../../domain/channel.js';
import { formatDuration } from '../../domain/duration.js';
import type { PlainMessage } from './render-login-code.js';

/** The code that proves a new contact method: it says for whom, so that a stranger who gets it knows what to do. */
export function renderMethodCode(code: string, person: string, lifeSeconds: number): PlainMessage {
  const life = formatDuration(lifeSeconds);
  return {
    subject: 'Your paging-router contact code',
    text: `${code} lets paging-router send the pages of ${person} here, good for ${life}. You are not ${person}? Then ignore it: nothing will come.`,
  };
}

/** To the person's other contact methods, after one was added. */
export function renderMethodAdded({ channel, to }: ContactMethod, by: string): PlainMessage {
  return {
    subject: 'A contact method was added for your pages',
    text: `${by} has added ${channel} ${maskAddress(to)} for your pages. It was not you? pagectl contact list shows it, pagectl contact remove takes it away; tell ops.`,
  };
}

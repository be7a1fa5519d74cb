import type { Environment } from '../config/environment.js';
import { isReachable } from './is-reachable.js';

/** A sender name instead of a number: nobody can answer it. */
const NAME = /[A-Za-z]/;

/**
 * Whether people may answer by text: by itself they may, unless the public URL leads to this machine or nowhere, where no text
 * could be handed on, or texts come from a name.
 */
export function takesReplies({ publicUrl, twilio }: Pick<Environment, 'publicUrl' | 'twilio'>): boolean {
  if (twilio === null || twilio.replies === 'off') return false;
  if (twilio.replies === 'on') return true;
  return isReachable(publicUrl) && !(twilio.messagingServiceSid === null && NAME.test(twilio.from ?? ''));
}

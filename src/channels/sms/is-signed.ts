import twilio from 'twilio';

/** A request as it was signed: the address that Twilio was given, and its form. */
export interface SignedRequest {
  readonly url: string;
  readonly form: URLSearchParams;
  /** Of `X-Twilio-Signature`. */
  readonly signature: unknown;
}

/**
 * Whether one of the tokens has signed it (twilio.com/docs/usage/webhooks/webhooks-security). Tries each token, so that
 * the time taken does not tell which; the comparison itself is Twilio's own, in constant time. In doubt: no.
 */
export function isSigned({ url, form, signature }: SignedRequest, tokens: readonly string[]): boolean {
  if (typeof signature !== 'string' || signature === '') return false;
  const params = paramsOf(form);
  return tokens.filter((token) => isSignedWith({ token, url, signature }, params)).length > 0;
}

function isSignedWith(
  { token, url, signature }: { readonly token: string; readonly url: string; readonly signature: string },
  params: Readonly<Record<string, string | readonly string[]>>,
): boolean {
  try {
    return token !== '' && twilio.validateRequest(token, signature, url, params);
  } catch {
    return false;
  }
}

/** A name that comes several times has the list of its values, as Twilio's check wants it. */
function paramsOf(form: URLSearchParams): Record<string, string | readonly string[]> {
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const values = [...form.getAll(name)];
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

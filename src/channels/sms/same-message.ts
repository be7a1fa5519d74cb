/** Last line of a page: what it asks for, the incident's number, and a link that ends in a token. */
const ANSWER_LINE = /(?:^|\n)([^\n]*#\d+: https?:\/\/\S*\/)[^\s/]*$/;

/**
 * True when a listed body is the message we ask after. Rendered again, a message may differ: its link is signed anew, and
 * another check may have joined. So the answer line without its token is enough: same request, same incident.
 */
export function isSameMessage(listed: string, ours: string): boolean {
  if (listed.trim() === ours.trim()) return true;
  const reference = ANSWER_LINE.exec(ours.trim())?.[1];
  return reference !== undefined && ANSWER_LINE.exec(listed.trim())?.[1] === reference;
}

/** A value of the sender inside an error message: quoted, one line, short. */
export function quoteValue(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length <= 60 ? text : `${text.slice(0, 57)}…"`;
}

/** `2013-04-18 23:55 UTC`: an instant (UTC ms) in a sentence for people of several zones. */
export function utcMinute(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

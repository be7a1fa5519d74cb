/** A command line of pagectl as somebody would type it. */
export function commandLine(args: readonly string[]): string {
  return ['pagectl', ...args.map((arg) => (arg.includes(' ') ? `"${arg}"` : arg))].join(' ');
}

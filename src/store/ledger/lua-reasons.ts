import { PageReason } from '../../domain/page.js';

/** The reasons that pass, as a Lua table: `{['recovery'] = true}`. */
export function luaReasons(passes: (reason: PageReason) => boolean): string {
  const fields = PageReason.options.filter(passes).map((reason) => `['${reason}'] = true`);
  return `{${fields.join(', ')}}`;
}

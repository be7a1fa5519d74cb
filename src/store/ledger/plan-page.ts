import { z } from 'zod';
import { methodKey } from '../../domain/channel.js';
import { isTakenBack, type Page } from '../../domain/page.js';
import { defineScript, jsonText, runScript, type Store } from '../script.js';
import { LUA_AHEAD, LUA_ARM, LUA_PLACE_NOW, LUA_PLAN_PAGE } from './lua-parts.js';
import { luaList } from './lua-reply.js';

const planPageScript = defineScript(
  LUA_PLACE_NOW,
  LUA_ARM,
  LUA_AHEAD,
  LUA_PLAN_PAGE,
  `
local methods = {}
for _, call in ipairs(q.page.calls) do
  if call.at ~= null then methods[call.method] = true end
end
planPage(q.page, q.page.doc, methods)
return cjson.encode(armAll(methods, q.now))
`,
);

const DueMethods = luaList(z.string());

/**
 * What the scripts look at of a page, beside its document. Throws on a call id that does not lead back to its page: a
 * script must not find that out half way.
 */
export function pageRequest(page: Page) {
  const stray = page.calls.find(({ id }) => !id.startsWith(`${page.id}/`) || id.includes('/', page.id.length + 1));
  if (stray !== undefined) throw new Error(`call ${stray.id} does not belong to page ${page.id}`);
  return {
    id: page.id,
    person: page.person,
    reason: page.reason,
    severity: page.severity,
    incident: page.incidentId ?? '',
    cancellable: page.incidentId !== null && isTakenBack(page.reason),
    calls: page.calls.map((call) => ({ id: call.id, method: methodKey(call), at: call.dueAt })),
  };
}

/** Plans a page that belongs to no incident; planning it again changes nothing. Returns the methods due now. */
export async function planPage(store: Store, page: Page, now: number): Promise<readonly string[]> {
  const reply = await runScript(store, planPageScript, { page: { ...pageRequest(page), doc: jsonText(page) }, now });
  return DueMethods.parse(JSON.parse(String(reply)));
}

import { defineBatchScript } from '../script.js';
import { COMMIT_STEP } from './commit.lua.js';
import { LUA_ADD_LINES, LUA_AHEAD, LUA_ARM, LUA_INCIDENT, LUA_PLACE_LATER, LUA_TRIM_INDEX } from './lua-parts.js';
import { RECEIPT_STEP } from './note-receipt.lua.js';
import { LUA_RECEIPT } from './receipt-parts.lua.js';
import { OUTCOME_STEP } from './update-notification.lua.js';

/**
 * What a storm writes: commits, outcomes of notifications and receipts share a run, so that all of them that come in one moment
 * cost one round trip and one disk sync. The steps want what they share here.
 */
export const writeScript = defineBatchScript({
  shared: [LUA_PLACE_LATER, LUA_ARM, LUA_AHEAD, LUA_INCIDENT, LUA_ADD_LINES, LUA_TRIM_INDEX, LUA_RECEIPT],
  steps: { commit: COMMIT_STEP, outcome: OUTCOME_STEP, receipt: RECEIPT_STEP },
  afterAll: 'writePlaces()',
});

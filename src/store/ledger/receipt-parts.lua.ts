import { RECEIPT_RANKS } from '../../domain/receipt.js';

/** `RANKS[status]`; `isFinal(status)`, false for none. */
export const LUA_RECEIPT = `
local RANKS = {${Object.entries(RECEIPT_RANKS)
  .map(([status, rank]) => `${status} = ${rank}`)
  .join(', ')}}
local function isFinal(status) return RANKS[status] == RANKS.delivered end
`;

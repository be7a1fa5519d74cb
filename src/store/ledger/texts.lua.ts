import { defineScript } from '../script.js';
import { LUA_CHOOSE_CALLS } from './choose-calls.lua.js';
import { LUA_CLAIM } from './claim.lua.js';
import { LUA_CODES } from './codes.lua.js';
import {
  LUA_AHEAD,
  LUA_ARM,
  LUA_INCIDENT,
  LUA_PLACE_NOW,
  LUA_PLAN_PAGE,
  LUA_REMEMBER,
  LUA_TRIM_INDEX,
} from './lua-parts.js';

/** Told again it is known, whether it has been answered or not. */
export const hearTextScript = defineScript(
  LUA_REMEMBER,
  LUA_PLACE_NOW,
  `
if not redis.call('SET', key('text', q.id), q.doc, 'NX', 'EX', WEEK) then return remember(0) end
dueAt('text:' .. q.id, q.dueAt)
return remember(1)
`,
);

/** The lowest code that is free on every one of the phones; 0: none is. A text goes to all of them as it stands. */
export const giveCodeScript = defineScript(
  LUA_REMEMBER,
  'local c = {now = q.now}',
  LUA_CODES,
  `
local function known()
  local code
  for _, phone in ipairs(q.phones) do
    local has = redis.call('HGET', key('codes', phone), 'of:' .. q.id)
    if not has or (code and code ~= has) then return nil end
    code = has
  end
  return tonumber(code)
end
local function isFreeOnAll(code)
  for _, phone in ipairs(q.phones) do
    local codes = key('codes', phone)
    if redis.call('HGET', codes, code) ~= q.id and not isFree(codes, code) then return false end
  end
  return true
end
local function give()
  for code = 1, 99 do
    if isFreeOnAll(code) then
      for _, phone in ipairs(q.phones) do takeCode(key('codes', phone), code, q.id) end
      return code
    end
  end
  return 0
end
return remember(known() or give())
`,
);

/** Replies without effect in a row; more would be a talk between two machines. */
const MOST_PASSIVE = 5;

/**
 * The end of a text and the reply to it in one step. The reply does not wait in the list of its phone, where limits and other
 * pages are: it is claimed here.
 */
export const settleTextScript = defineScript(
  LUA_REMEMBER,
  LUA_PLACE_NOW,
  LUA_ARM,
  LUA_AHEAD,
  LUA_PLAN_PAGE,
  LUA_INCIDENT,
  LUA_TRIM_INDEX,
  LUA_CHOOSE_CALLS,
  LUA_CLAIM,
  `
local TEXT, CODES, silence = key('text', q.id), key('codes', q.from), cjson.encode({kind = 'nothing', notificationId = ''})
local function mayReply()
  if q.effect then redis.call('HDEL', CODES, 'passive') end
  if q.reply == null then return false end
  return q.effect or redis.call('HINCRBY', CODES, 'passive', 1) <= ${MOST_PASSIVE}
end
local function claimReply(reply)
  local call, page = reply.page.calls[1], reply.page
  c = {channel = 'sms', to = q.from, now = q.now, leaseMs = reply.leaseMs, notificationId = reply.notificationId, limits = {}}
  METHOD = call.method
  inHand = function() return true end
  planPage(page, page.doc, {})
  local calls = writeNotification({{id = call.id, pageId = page.id, incident = '', reason = page.reason,
    person = page.person, inHand = true}}, 0, 0)
  return answerClaimed(page.person, calls, {held = 0, left = 0})
end
dueAt('text:' .. q.id, null)
local stands = redis.call('GET', TEXT)
if not stands or stands == 'done' then return silence end
redis.call('SET', TEXT, 'done', 'EX', WEEK)
if not mayReply() then return remember(silence) end
return remember(cjson.encode(claimReply(q.reply)))
`,
);

import { isProblemPage } from '../../domain/page.js';
import { defineScript } from '../script.js';
import { LUA_CHOOSE_CALLS } from './choose-calls.lua.js';
import { LUA_CODES } from './codes.lua.js';
import { LUA_ARM, LUA_DUE_NOW, LUA_INCIDENT, LUA_PLAN_PAGE, LUA_TRIM_INDEX } from './lua-parts.js';
import { luaReasons } from './lua-reasons.js';

/** Reasons whose pages tell the person of a problem, so that the recovery is told too. */
const TELLS = `
local TELLS = ${luaReasons(isProblemPage)}
`;

const LIMITS = `
local function heldUntil()
  local free = 0
  for _, limit in ipairs(c.limits) do
    local window = limit.seconds * 1000
    local nth = redis.call('ZREVRANGE', key('sent', METHOD), limit.count - 1, limit.count - 1, 'WITHSCORES')
    if nth[2] and tonumber(nth[2]) + window > free then free = tonumber(nth[2]) + window end
  end
  return free
end
local function countSent()
  local longest = 0
  for _, limit in ipairs(c.limits) do longest = math.max(longest, limit.seconds) end
  if longest == 0 then return end
  local sent = key('sent', METHOD)
  redis.call('ZADD', sent, c.now, c.notificationId)
  redis.call('ZREMRANGEBYSCORE', sent, '-inf', c.now - longest * 1000)
  redis.call('EXPIRE', sent, longest)
end
`;

/** `fields` gather what the notification's hash holds; its calls come as they are stored. */
const WRITE_NOTIFICATION = `
local function takeCall(call, fields)
  if not call.inHand then
    redis.call('ZREM', key('calls', METHOD), call.id)
    redis.call('HSET', call.pageKey, 's:' .. call.id, 'claimed')
  end
  if call.incident == '' then return {callId = call.id, pageId = call.pageId, incidentId = null} end
  if not call.inHand then redis.call('HDEL', key('cancellable', call.incident), call.id) end
  redis.call('ZADD', key('incident-notifications', call.incident), c.now, c.notificationId)
  if TELLS[call.reason] then
    local before = 'before:' .. call.incident
    if not fields[before] then fields[before] = call.told or '' end
    redis.call('HSET', key('told', call.incident), call.person .. '|' .. c.channel, c.now)
  end
  local incident = incidentOf(call.incident)
  if incident ~= null and incident.state == 'resolved' then expireIncident(call.incident) end
  return {callId = call.id, pageId = call.pageId, incidentId = call.incident}
end
local function writeNotification(chosen, held, more)
  local calls, before, told = {}, {}, {}
  for i, call in ipairs(chosen) do
    calls[i] = takeCall(call, before)
    if TELLS[call.reason] then told[#told + 1] = call.incident end
  end
  local fields = {'v', 1, 'id', c.notificationId, 'channel', c.channel, 'to', c.to, 'person', chosen[1].person,
    'calls', cjson.encode(calls), 'state', 'sending', 'attempts', 1, 'possibleDuplicate', 0, 'createdAt', c.now,
    'updatedAt', c.now, 'held', held, 'more', more and 1 or 0}
  local code = c.withCode and giveCode(calls, told) or nil
  if code then fields[#fields + 1], fields[#fields + 2] = 'code', code end
  for field, value in pairs(before) do fields[#fields + 1], fields[#fields + 2] = field, value end
  redis.call('HSET', key('notification', c.notificationId), unpack(fields))
  redis.call('EXPIRE', key('notification', c.notificationId), MONTH)
  redis.call('ZADD', one('all-notifications'), c.now, c.notificationId)
  dueAt('notification:' .. c.notificationId, c.now + c.leaseMs + 0.5)
  trimIndex(one('all-notifications'), 'notification', c.now)
  return calls, code
end
`;

/** What the caller cannot know by itself: pages and incidents that it has not just written. */
const ANSWER = `
local function answerClaimed(person, calls, held, more, code)
  local pages, heads = {}, {}
  for _, call in ipairs(calls) do
    if not known.pages[call.pageId] then
      pages[#pages + 1] = {call.pageId, redis.call('HGET', key('page', call.pageId), 'doc') or null}
    end
    if call.incidentId ~= null and not (q.head and q.head ~= null and q.head.id == call.incidentId) then
      local found = redis.call('HMGET', key('incident', call.incidentId), 'head', 'rev', 'number')
      if found[1] then heads[#heads + 1] = {call.incidentId, found[1], found[2], found[3]} end
    end
  end
  return {kind = 'claimed', notificationId = c.notificationId, at = c.now, person = person, calls = calls,
    pages = pages, heads = heads, held = held, more = more, code = tonumber(code) or null,
    optedOut = c.channel == 'sms' and redis.call('HEXISTS', one('opted-out'), c.to) == 1}
end
local function answerAgain()
  local fields = redis.call('HMGET', key('notification', c.notificationId), 'person', 'calls', 'held', 'more',
    'createdAt', 'state', 'attempts', 'code')
  if fields[6] ~= 'sending' or fields[7] ~= '1' then return {kind = 'nothing', notificationId = c.notificationId} end
  c.now = tonumber(fields[5])
  return answerClaimed(fields[1], cjson.decode(fields[2]), tonumber(fields[3]), fields[4] == '1', fields[8])
end
`;

const CLAIM = `
local function putBack(calls)
  for _, call in ipairs(calls) do
    if call.inHand and not call.taken then
      awaitTurn(call.inHand.call, call.inHand.page)
      redis.call('HSET', call.pageKey, 's:' .. call.id, 'pending')
      waiting.any, waiting.due = true, waiting.due + 1
    end
  end
end
local function holdMethod(due, free)
  putBack(due)
  redis.call('SET', key('hold', METHOD), string.format('%d', free), 'PX', free - c.now + 3600000)
  arm(METHOD, c.now)
  return {kind = 'held', notificationId = c.notificationId, ['until'] = free}
end
local function countHeld(chosen)
  local hold, held = redis.call('GET', key('hold', METHOD)), 0
  if not hold then return 0 end
  redis.call('DEL', key('hold', METHOD))
  for _, call in ipairs(chosen) do
    if call.at < tonumber(hold) then held = held + 1 end
  end
  return held
end
local function takenFrom(chosen)
  local count = 0
  for _, call in ipairs(chosen) do
    if not call.inHand then count = count + 1 end
  end
  return count
end
local function claimCalls(request)
  c = request
  METHOD = c.channel .. ':' .. c.to
  local limited = #c.limits > 0
  local due = dueCalls(limited and 500 or 50)
  if #due == 0 then
    arm(METHOD, c.now)
    return {kind = 'nothing', notificationId = c.notificationId}
  end
  local free = heldUntil()
  if free > c.now then return holdMethod(due, free) end
  local chosen = choose(due, limited and 100 or 1)
  for _, call in ipairs(chosen) do call.taken = true end
  putBack(due)
  local held = (limited or waiting.any) and countHeld(chosen) or 0
  local more = waiting.due > 0 and redis.call('ZCOUNT', key('calls', METHOD), '-inf', c.now) > takenFrom(chosen)
  local calls, code = writeNotification(chosen, held, more)
  countSent()
  if waiting.any then arm(METHOD, c.now) end
  return answerClaimed(chosen[1].person, calls, held, more, code)
end
`;

/** `claimCalls(request)`: takes the due calls of one contact method; looks at no more than 500, takes no more than 100. */
export const LUA_CLAIM = TELLS + LUA_CODES + LIMITS + WRITE_NOTIFICATION + ANSWER + CLAIM;

/** One claim; a notification that is there already is answered again, so a repeat of the request gets the same. */
export const claimScript = defineScript(
  LUA_DUE_NOW,
  LUA_ARM,
  LUA_PLAN_PAGE,
  LUA_INCIDENT,
  LUA_TRIM_INDEX,
  LUA_CHOOSE_CALLS,
  LUA_CLAIM,
  `
c, METHOD = q, q.channel .. ':' .. q.to
if redis.call('EXISTS', key('notification', q.notificationId)) == 1 then return cjson.encode(answerAgain()) end
return cjson.encode(claimCalls(q))
`,
);

import { isProblemPage } from '../../domain/page.js';
import { defineScript } from '../script.js';
import { LUA_CHOOSE_CALLS } from './choose-calls.lua.js';
import { LUA_CODES } from './codes.lua.js';
import { LUA_AHEAD, LUA_ARM, LUA_INCIDENT, LUA_PLACE_NOW, LUA_PLAN_PAGE, LUA_TRIM_INDEX } from './lua-parts.js';
import { luaReasons } from './lua-reasons.js';

/** Reasons whose pages tell the person of a problem, so that the recovery is told too. */
const TELLS = `
local TELLS = ${luaReasons(isProblemPage)}
`;

/** What a first page may be early in a limit of a minute or less, ms: it has to be taken and sent within that minute. */
const FIRST_PAGE_EARLY_MS = 5000;
const SHORT_LIMIT_SECONDS = 60;

/** A third of each limit is kept for first pages of services; `heldUntil(true)` is when one of these may go. */
const LIMITS = `
local function spanOf(limit, first)
  local ms = limit.seconds * 1000
  if not first or limit.seconds > ${SHORT_LIMIT_SECONDS} then return ms end
  return math.max(ms / 2, ms - ${FIRST_PAGE_EARLY_MS})
end
local function heldUntil(first)
  local free = 0
  for _, limit in ipairs(c.limits) do
    local most = first and limit.count or limit.count - math.floor(limit.count / 3)
    local nth = redis.call('ZREVRANGE', key('sent', METHOD), most - 1, most - 1, 'WITHSCORES')
    if nth[2] then free = math.max(free, tonumber(nth[2]) + spanOf(limit, first)) end
  end
  return free
end
local function anyAhead()
  for _, one in ipairs(hand[METHOD] or {}) do
    local incident = mayGoAhead(one.page) and incidentOf(one.page.incident) or null
    if incident ~= null and isNewService(METHOD, incident.service, c.now) then return true end
  end
  return #dueIn('ahead', 1) > 0
end
local function anyDue()
  return #(hand[METHOD] or {}) > 0 or redis.call('ZCOUNT', key('calls', METHOD), '-inf', c.now) > 0
end
-- Until when the limits hold all that is due; 0: they do not.
local function holdOfAll()
  if #c.limits == 0 then return 0, 0 end
  local first, further = heldUntil(true), heldUntil(false)
  if further <= c.now or not anyDue() then return 0, 0 end
  if first <= c.now and anyAhead() then return 0, 0 end
  return first, further
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
    forgetCall(METHOD, call.id)
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
local function writeNotification(chosen, held, left)
  local calls, before, told = {}, {}, {}
  for i, call in ipairs(chosen) do
    calls[i] = takeCall(call, before)
    if TELLS[call.reason] then told[#told + 1] = call.incident end
  end
  local fields = {'v', 1, 'id', c.notificationId, 'channel', c.channel, 'to', c.to, 'person', chosen[1].person,
    'calls', cjson.encode(calls), 'state', 'sending', 'attempts', 1, 'possibleDuplicate', 0, 'createdAt', c.now,
    'updatedAt', c.now, 'held', held, 'left', left}
  local code = c.withCode and giveCode(calls, told) or nil
  if code then fields[#fields + 1], fields[#fields + 2] = 'code', code end
  for field, value in pairs(before) do fields[#fields + 1], fields[#fields + 2] = field, value end
  redis.call('HSET', key('notification', c.notificationId), unpack(fields))
  redis.call('EXPIRE', key('notification', c.notificationId), MONTH)
  place(one('all-notifications'), c.notificationId, c.now)
  dueAt('notification:' .. c.notificationId, c.now + c.leaseMs + 0.5)
  trimIndex(one('all-notifications'), 'notification', c.now)
  return calls, code
end
`;

/** What the caller cannot know by itself: pages and incidents that it has not just written. */
const ANSWER = `
local function answerClaimed(person, calls, counts, code)
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
    pages = pages, heads = heads, held = counts.held, left = counts.left, code = tonumber(code) or null,
    optedOut = c.channel == 'sms' and redis.call('HEXISTS', one('opted-out'), c.to) == 1}
end
local function answerAgain()
  local fields = redis.call('HMGET', key('notification', c.notificationId), 'person', 'calls', 'held', 'left',
    'createdAt', 'state', 'attempts', 'code')
  if fields[6] ~= 'sending' or fields[7] ~= '1' then return {kind = 'nothing', notificationId = c.notificationId} end
  c.now = tonumber(fields[5])
  return answerClaimed(fields[1], cjson.decode(fields[2]), {held = tonumber(fields[3]), left = tonumber(fields[4] or '0')}, fields[8])
end
`;

/** So many calls held back for one notification are a storm: when no further one has gone for a while, a digest does. */
const STORM_OF = 10;
const CALM_MS = 600_000;

const CLAIM = `
local function returnCall(one)
  awaitTurn(one.call, one.page)
  redis.call('HSET', key('page', one.page.id), 's:' .. one.call.id, 'pending')
end
local function putBack(calls)
  for _, call in ipairs(calls) do
    if call.inHand and not call.taken then
      returnCall(call.inHand)
      waiting.any, waiting.due = true, waiting.due + 1
    end
  end
end
local function tellHeld(page, untilAt)
  if page.incident == '' then return end
  local text = string.format('%s by %s: held back by the limits, goes with the next bundle, in %d s at the latest',
    page.person, c.channel == 'sms' and 'SMS' or c.channel, math.ceil((untilAt - c.now) / 1000))
  append(key('timeline', page.incident), {cjson.encode({at = c.now, kind = 'held', text = text, person = page.person})})
end
local function setHold(kind, untilAt)
  redis.call('SET', key(kind, METHOD), string.format('%d', untilAt), 'PX', math.max(untilAt - c.now, 0) + 3600000)
end
local function holdMethod(first, further)
  local mine = hand[METHOD] or {}
  for _, one in ipairs(mine) do returnCall(one) end
  setHold('hold', further)
  setHold('hold-ahead', first)
  local untilAt = #dueIn('ahead', 1) > 0 and first or further
  for _, one in ipairs(mine) do tellHeld(one.page, untilAt) end
  arm(METHOD, c.now)
  return {kind = 'held', notificationId = c.notificationId, ['until'] = untilAt}
end
local function countHeld(chosen)
  local hold, held = redis.call('GET', key('hold', METHOD)), 0
  if not hold then return 0 end
  redis.call('DEL', key('hold', METHOD), key('hold-ahead', METHOD))
  for _, call in ipairs(chosen) do
    if call.at < tonumber(hold) and call.at < c.now then held = held + 1 end
  end
  return held
end
local function noteServices(chosen)
  local fields = {}
  for _, call in ipairs(chosen) do
    if TELLS[call.reason] and call.incident ~= '' then fields[#fields + 1], fields[#fields + 2] = 'told:' .. call.group, c.now end
  end
  if #fields == 0 then return end
  redis.call('HSET', key('services', METHOD), unpack(fields))
  redis.call('EXPIRE', key('services', METHOD), MONTH)
end
local function noteStorm(held)
  local storm = key('storm', METHOD)
  local last = redis.call('EXISTS', storm) == 0 and redis.call('ZREVRANGE', key('sent', METHOD), 0, 0) or nil
  if last and held < ${STORM_OF} then return end
  if last and last[1] then redis.call('RPUSH', storm, last[1]) end
  redis.call('RPUSH', storm, c.notificationId)
  redis.call('LTRIM', storm, -100, -1)
  redis.call('EXPIRE', storm, MONTH)
  dueAt('digest:' .. METHOD, c.now + ${CALM_MS})
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
  local first, further = holdOfAll()
  if further > 0 then return holdMethod(first, further) end
  local due = dueCalls(limited and 500 or 50)
  if #due == 0 then
    arm(METHOD, c.now)
    return {kind = 'nothing', notificationId = c.notificationId}
  end
  local chosen = choose(due, limited and 500 or 1)
  for _, call in ipairs(chosen) do call.taken = true end
  putBack(due)
  local held = (limited or waiting.any) and countHeld(chosen) or 0
  local left = 0
  if waiting.due > 0 then left = redis.call('ZCOUNT', key('calls', METHOD), '-inf', c.now) - takenFrom(chosen) end
  local calls, code = writeNotification(chosen, held, left)
  if limited or waiting.any then noteServices(chosen) end
  if limited then noteStorm(held) end
  countSent()
  if waiting.any then arm(METHOD, c.now) end
  return answerClaimed(chosen[1].person, calls, {held = held, left = left}, code)
end
`;

/** `claimCalls(request)`: takes the due calls of one contact method; looks at no more than 500 and takes them, or one where there are no limits. */
export const LUA_CLAIM = TELLS + LUA_CODES + LIMITS + WRITE_NOTIFICATION + ANSWER + CLAIM;

/** One claim; a notification that is there already is answered again, so a repeat of the request gets the same. */
export const claimScript = defineScript(
  LUA_PLACE_NOW,
  LUA_ARM,
  LUA_AHEAD,
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

import { isFollowUp } from '../../domain/page.js';
import { luaReasons } from './lua-reasons.js';

/**
 * Page and incident of a call, read once each. `known` holds what the script has just written itself: pages by id,
 * incidents by id, and incidents that are so new that nobody was told of them.
 */
const READ_CALLS = `
local FOLLOWS = ${luaReasons(isFollowUp)}
local RANK = {critical = 0, error = 1, warning = 2, info = 3}
local known
local function forgetKnown() known = {pages = {}, incidents = {}, untold = {}} end
forgetKnown()
local function incidentOf(id)
  if known.incidents[id] == nil then
    local found = redis.call('HMGET', key('incident', id), 'service', 'state')
    known.incidents[id] = found[2] and {service = found[1], state = found[2]} or null
  end
  return known.incidents[id]
end
local function pageOf(id)
  if known.pages[id] then return known.pages[id] end
  local found = redis.call('HMGET', key('page', id), 'person', 'reason', 'severity', 'incident')
  return found[1] and {person = found[1], reason = found[2], severity = found[3], incident = found[4]}
end
local function dropCall(call, reason)
  forgetCall(METHOD, call.id)
  if call.pageKey then redis.call('HSET', call.pageKey, 's:' .. call.id, 'dropped', 'why:' .. call.id, reason) end
end
local function wasTold(call)
  if call.incident == '' then return true end
  local told = key('told', call.incident)
  local bySms = tonumber(redis.call('HGET', told, call.person .. '|sms') or '0')
  if c.channel == 'sms' then return bySms > 0 and c.now - bySms <= 3600000 end
  return bySms > 0 or redis.call('HEXISTS', told, call.person .. '|' .. c.channel) == 1
end
local untold
local function isUntold(service)
  if untold[service] == nil then untold[service] = isNewService(METHOD, service, c.now) end
  return untold[service]
end
local function readCall(id, at)
  local call = {id = id, at = tonumber(at), pageId = string.match(id, '^(.*)/[^/]*$')}
  local page = pageOf(call.pageId)
  if not page then return call, 'page expired' end
  call.pageKey, call.person, call.reason, call.incident = key('page', call.pageId), page.person, page.reason, page.incident
  call.rank = RANK[page.severity] or 3
  if FOLLOWS[call.reason] and not wasTold(call) then return call, 'was not told of the problem' end
  if call.reason == 'unheard' and wasTold(call) then return call, 'was told of the problem, and hears of its end' end
  call.group = call.pageId
  if call.incident ~= '' then
    local incident = incidentOf(call.incident)
    call.group = incident ~= null and incident.service or ''
    call.told = not known.untold[call.incident]
      and redis.call('HGET', key('told', call.incident), call.person .. '|' .. c.channel)
  end
  return call, nil
end
local function isFurther(call)
  return call.incident ~= '' and (call.told or not isUntold(call.group)) and true or false
end
`;

/**
 * Looks at what goes ahead, then at the oldest. Of these critical first; then each group's first call ahead of further ones, where
 * `further` is one whose person was told of it, or of its service within the hour, already; then the oldest. A group is a service; what belongs to none is one group together, or 200 dead
 * hosts would go ahead of the service that fails because of them.
 */
const CHOOSE = `
local function byUrgency(a, b)
  if a.rank ~= b.rank then return a.rank < b.rank end
  if a.further ~= b.further then return b.further end
  if a.at ~= b.at then return a.at < b.at end
  return a.id < b.id
end
local waiting
local function dueIn(kind, scan)
  return redis.call('ZRANGEBYSCORE', key(kind, METHOD), '-inf', c.now, 'WITHSCORES', 'LIMIT', 0, scan)
end
-- An older process may have taken it without knowing that it goes ahead.
local function isWaiting(id)
  if redis.call('ZSCORE', key('calls', METHOD), id) then return true end
  redis.call('ZREM', key('ahead', METHOD), id)
  return false
end
local function dueIds(scan)
  local ids, at = {}, {}
  local function add(flat, isListed)
    for i = 1, #flat, 2 do
      local id = flat[i]
      if #ids < scan and not at[id] and (not isListed or isListed(id)) then ids[#ids + 1], at[id] = id, flat[i + 1] end
    end
  end
  if waiting.any then
    add(dueIn('ahead', scan), isWaiting)
    add(dueIn('calls', scan))
  end
  return ids, at
end
local function dueCalls(scan)
  untold = {}
  waiting = {any = redis.call('EXISTS', key('calls', METHOD)) == 1, due = 0}
  local ids, at = dueIds(scan)
  local calls = {}
  waiting.due = #ids
  for _, id in ipairs(ids) do
    local call, refused = readCall(id, at[id])
    if refused then dropCall(call, refused) else calls[#calls + 1] = call end
  end
  for _, one in ipairs(hand[METHOD] or {}) do
    local call, refused = readCall(one.call.id, one.call.at)
    if refused then dropCall(call, refused)
    else
      call.inHand = one
      calls[#calls + 1] = call
    end
  end
  if #calls < 2 then return calls end
  for _, call in ipairs(calls) do call.further = isFurther(call) end
  table.sort(calls, byUrgency)
  local seen = {}
  for _, call in ipairs(calls) do
    if seen[call.group] then call.further = true end
    seen[call.group] = true
  end
  table.sort(calls, byUrgency)
  return calls
end
local function choose(calls, most)
  local chosen = {}
  for _, call in ipairs(calls) do
    if #chosen < most and call.person == calls[1].person then chosen[#chosen + 1] = call end
  end
  return chosen
end
`;

/**
 * `c` is the claim at hand: channel, to, now, limits, leaseMs, notificationId, tells; METHOD its contact method's key.
 * `hand` holds calls by method that wait in no list, since they are planned by the same script. `dueCalls(scan)`: the due calls of METHOD in their order, with `waiting`: how many of them stand in its list, and whether any stand there; `choose(calls, most)`: those of the first one's person.
 */
export const LUA_CHOOSE_CALLS = `local c, METHOD, hand = nil, nil, {}${READ_CALLS}${CHOOSE}`;

/**
 * Parts that several scripts share. Each is Lua source that comes after the start of a script.
 */

/**
 * A script that writes answers a repeat of its request (a resent command whose reply was lost) with the first reply.
 * `q.request` is random per call of the ledger. Use `return remember(reply)` after having written.
 */
export const LUA_REMEMBER = `
local DID = key('did', q.request)
local repeated = redis.call('GET', DID)
if repeated then return repeated end
local function remember(reply)
  redis.call('SET', DID, reply, 'EX', 60)
  return reply
end
`;

const LUA_DUE_AT = `
local function dueAt(member, score) place(DUE, member, score) end
`;

/**
 * `place(index, member, score)`, null takes it out, and `dueAt(member, score)`: what a run of several requests changes in sets
 * that all of them change is written together at its end. What it has placed itself must not be read there before.
 */
export const LUA_PLACE_LATER = `
local places = {}
local function place(index, member, score)
  places[index] = places[index] or {}
  places[index][member] = score
end
local function writePlaces()
  for index, members in pairs(places) do
    local set, gone = {}, {}
    for member, score in pairs(members) do
      if score == null then gone[#gone + 1] = member
      else set[#set + 1], set[#set + 2] = score, member end
    end
    if #gone > 0 then redis.call('ZREM', index, unpack(gone)) end
    if #set > 0 then redis.call('ZADD', index, unpack(set)) end
  end
end
${LUA_DUE_AT}`;

/** The same for a script of one request: at once. */
export const LUA_PLACE_NOW = `
local function place(index, member, score)
  if score == null then redis.call('ZREM', index, member) else redis.call('ZADD', index, score, member) end
end
${LUA_DUE_AT}`;

/**
 * `arm(method, now)`: the method is due when its first call is, not before its hold ends; what goes ahead has a hold of its own.
 * True: due now.
 */
export const LUA_ARM = `
local function dueAhead(method)
  local lead = redis.call('ZRANGE', key('ahead', method), 0, 0, 'WITHSCORES')
  if not lead[1] then return math.huge end
  return math.max(tonumber(lead[2]), tonumber(redis.call('GET', key('hold-ahead', method)) or '0'))
end
local function arm(method, now)
  local first = redis.call('ZRANGE', key('calls', method), 0, 0, 'WITHSCORES')
  if not first[1] then
    dueAt('method:' .. method, null)
    return false
  end
  local at = tonumber(first[2])
  local held = tonumber(redis.call('GET', key('hold', method)) or '0')
  if held > at then at = math.min(held, dueAhead(method)) end
  dueAt('method:' .. method, at)
  return at <= now
end
local function armAll(methods, now)
  local due = {}
  for method in pairs(methods) do
    if arm(method, now) then due[#due + 1] = method end
  end
  table.sort(due)
  return due
end
`;

/** `makeDue(member, now)`: due now at the latest, also when somebody holds a lease on it. */
export const LUA_MAKE_DUE = `
local function makeDue(member, now)
  local score = redis.call('ZSCORE', DUE, member)
  if not score or tonumber(score) > now then redis.call('ZADD', DUE, now, member) end
end
`;

/**
 * `goAhead(call, page, now)`: the first call of a service whose person was not told of it within the hour goes ahead of
 * further ones, however many wait. What belongs to no service is one group together. `forgetCall(method, id)`: waits no more.
 */
export const LUA_AHEAD = `
local function forgetCall(method, id)
  redis.call('ZREM', key('calls', method), id)
  redis.call('ZREM', key('ahead', method), id)
end
local function isNewService(method, service, now)
  local told = redis.call('HGET', key('services', method), 'told:' .. service)
  return not told or now - tonumber(told) >= 3600000
end
local function mayGoAhead(page) return page.incident ~= '' and page.reason ~= 'recovery' and page.reason ~= 'unheard' end
local function goAhead(call, page, now)
  if not mayGoAhead(page) then return end
  local service = redis.call('HGET', key('incident', page.incident), 'service') or ''
  if not isNewService(call.method, service, now) then return end
  local services, ahead = key('services', call.method), key('ahead', call.method)
  local lead = redis.call('HGET', services, 'lead:' .. service)
  local leadAt = lead and redis.call('ZSCORE', ahead, lead)
  if leadAt and tonumber(leadAt) <= call.at then return end
  redis.call('HSET', services, 'lead:' .. service, call.id)
  redis.call('EXPIRE', services, MONTH)
  redis.call('ZADD', ahead, call.at, call.id)
end
`;

/**
 * `planPage(page, doc, methods)`: writes a page that is not there yet and notes the methods it concerns; true: written. A call
 * that `inHand` takes is claimed by the same script, and never waits in its method's list. Wants LUA_AHEAD.
 */
export const LUA_PLAN_PAGE = `
local inHand = function() return false end
local function awaitTurn(call, page)
  redis.call('ZADD', key('calls', call.method), call.at, call.id)
  goAhead(call, page, q.now)
  if page.cancellable then redis.call('HSET', key('cancellable', page.incident), call.id, call.method) end
end
local function planPage(page, doc, methods)
  local pageKey = key('page', page.id)
  if not page.fresh and redis.call('EXISTS', pageKey) == 1 then return end
  local fields = {'doc', doc, 'person', page.person, 'reason', page.reason, 'severity', page.severity,
    'incident', page.incident}
  for _, call in ipairs(page.calls) do
    local state = 'fallback'
    if call.at ~= null then
      methods[call.method] = true
      state = inHand(call, page) and 'claimed' or 'pending'
      if state == 'pending' then awaitTurn(call, page) end
    elseif page.cancellable then
      redis.call('HSET', key('cancellable', page.incident), call.id, call.method)
    end
    fields[#fields + 1], fields[#fields + 2] = 's:' .. call.id, state
  end
  redis.call('HSET', pageKey, unpack(fields))
  redis.call('EXPIRE', pageKey, MONTH)
  return true
end
`;

/** `expireIncident(id)`: retention of a resolved incident. `append(list, values)`: the newest 1,000 of a list stay. */
export const LUA_INCIDENT = `
local function expireIncident(id)
  for _, kind in ipairs({'incident', 'timeline', 'incident-alerts', 'incident-notifications', 'cancellable', 'told'}) do
    redis.call('EXPIRE', key(kind, id), MONTH)
  end
  redis.call('EXPIRE', key('incident-number', redis.call('HGET', key('incident', id), 'number') or '0'), MONTH)
end
local function append(list, values)
  if #values > 0 and redis.call('RPUSH', list, unpack(values)) > 1000 then redis.call('LTRIM', list, -1000, -1) end
end
`;

/** `addLines(lines)`: each into the timeline of its incident, if that is still there; wants LUA_INCIDENT and `text`. */
export const LUA_ADD_LINES = `
local function addLines(lines)
  for _, line in ipairs(lines) do
    local state = redis.call('HGET', key('incident', line.incidentId), 'state')
    if state then append(key('timeline', line.incidentId), {text(line.entry)}) end
    if state == 'resolved' then expireIncident(line.incidentId) end
  end
end
`;

/** `trimIndex(index, kind, now)`: forgets its oldest id if the record has expired; called for each one added, and done once in a run. */
export const LUA_TRIM_INDEX = `
local trimmed = {}
local function trimIndex(index, kind, now)
  if trimmed[index] then return end
  trimmed[index] = true
  local oldest = redis.call('ZRANGE', index, 0, 0, 'WITHSCORES')
  if not oldest[1] or tonumber(oldest[2]) > now - MONTH * 1000 then return end
  for _, id in ipairs(redis.call('ZRANGE', index, 0, 1)) do
    if redis.call('EXISTS', key(kind, id)) == 0 then redis.call('ZREM', index, id) end
  end
end
`;

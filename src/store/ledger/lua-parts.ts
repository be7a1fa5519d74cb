/**
 * Parts that several scripts share. Each is Lua source that comes after `LUA_KEYS`.
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

/** `arm(method, now)`: the method is due when its first call is, not before its hold ends. True: due now. */
export const LUA_ARM = `
local function arm(method, now)
  local first = redis.call('ZRANGE', key('calls', method), 0, 0, 'WITHSCORES')
  if not first[1] then
    redis.call('ZREM', DUE, 'method:' .. method)
    return false
  end
  local at = tonumber(first[2])
  local held = tonumber(redis.call('GET', key('hold', method)) or '0')
  if held > at then at = held end
  redis.call('ZADD', DUE, at, 'method:' .. method)
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

/** `planPage(page, methods)`: writes a page that is not there yet and notes the methods it concerns. */
export const LUA_PLAN_PAGE = `
local function planPage(page, methods)
  local pageKey = key('page', page.id)
  if redis.call('EXISTS', pageKey) == 1 then return end
  redis.call('HSET', pageKey, 'doc', page.doc, 'person', page.person, 'reason', page.reason,
    'severity', page.severity, 'incident', page.incident)
  for _, call in ipairs(page.calls) do
    local state = 'fallback'
    if call.at ~= null then
      state = 'pending'
      redis.call('ZADD', key('calls', call.method), call.at, call.id)
      methods[call.method] = true
    end
    redis.call('HSET', pageKey, 's:' .. call.id, state)
    if page.cancellable then redis.call('HSET', key('cancellable', page.incident), call.id, call.method) end
  end
  redis.call('EXPIRE', pageKey, MONTH)
end
`;

/** `expireIncident(id)`: retention of a resolved incident. `addTimeline(id, entries)`: the newest 1,000 lines stay. */
export const LUA_INCIDENT = `
local function expireIncident(id)
  for _, kind in ipairs({'incident', 'timeline', 'incident-alerts', 'incident-notifications', 'cancellable', 'told'}) do
    redis.call('EXPIRE', key(kind, id), MONTH)
  end
  redis.call('EXPIRE', key('incident-number', redis.call('HGET', key('incident', id), 'number') or '0'), MONTH)
end
local function addTimeline(id, entries)
  local timeline = key('timeline', id)
  for _, entry in ipairs(entries) do redis.call('RPUSH', timeline, entry) end
  redis.call('LTRIM', timeline, -1000, -1)
end
`;

/** `trimIndex(index, kind)`: forgets the two oldest ids if their records have expired; called for each one added. */
export const LUA_TRIM_INDEX = `
local function trimIndex(index, kind)
  for _, id in ipairs(redis.call('ZRANGE', index, 0, 1)) do
    if redis.call('EXISTS', key(kind, id)) == 0 then redis.call('ZREM', index, id) end
  end
end
`;

/** Page and incident of a call, read once each. `further`: the person was told of it, or of its service, already. */
const READ_CALLS = `
local RANK = {critical = 0, error = 1, warning = 2, info = 3}
local incidents = {}
local function readIncident(id)
  if id == '' then return null end
  if incidents[id] == nil then
    local head = redis.call('HMGET', key('incident', id), 'head', 'rev', 'number', 'service')
    incidents[id] = head[1] and {head = head[1], rev = head[2], number = head[3], service = head[4]} or null
  end
  return incidents[id]
end
local function dropCall(call, reason)
  redis.call('ZREM', CALLS, call.id)
  if call.pageKey then redis.call('HSET', call.pageKey, 's:' .. call.id, 'dropped', 'why:' .. call.id, reason) end
end
local function wasTold(call)
  if call.incident == '' then return true end
  local told = key('told', call.incident)
  local bySms = tonumber(redis.call('HGET', told, call.person .. '|sms') or '0')
  if q.channel == 'sms' then return bySms > 0 and q.now - bySms <= 3600000 end
  return bySms > 0 or redis.call('HEXISTS', told, call.person .. '|' .. q.channel) == 1
end
local function readCall(id, at)
  local call = {id = id, at = tonumber(at), pageId = string.match(id, '^(.*)/[^/]*$')}
  local pageKey = key('page', call.pageId)
  local page = redis.call('HMGET', pageKey, 'person', 'reason', 'severity', 'incident')
  if not page[1] then return call, 'page expired' end
  call.pageKey, call.person, call.reason, call.incident = pageKey, page[1], page[2], page[4]
  call.rank = RANK[page[3]] or 3
  if call.reason == 'recovery' and not wasTold(call) then return call, 'was not told of the problem' end
  local incident = readIncident(call.incident)
  call.group = call.pageId
  if call.incident ~= '' then
    call.group = incident ~= null and incident.service or ''
    call.further = redis.call('HEXISTS', key('told', call.incident), call.person .. '|' .. q.channel) == 1
  end
  return call, nil
end
`;

/**
 * Critical first; then each group's first call ahead of further ones; then the oldest. A group is a service; what
 * belongs to none is one group together, or 200 dead hosts would go ahead of the service that fails because of them.
 */
const CHOOSE = `
local function byUrgency(a, b)
  if a.rank ~= b.rank then return a.rank < b.rank end
  if (a.further or false) ~= (b.further or false) then return b.further or false end
  if a.at ~= b.at then return a.at < b.at end
  return a.id < b.id
end
local function dueCalls(scan)
  local flat = redis.call('ZRANGEBYSCORE', CALLS, '-inf', q.now, 'WITHSCORES', 'LIMIT', 0, scan)
  local calls = {}
  for i = 1, #flat, 2 do
    local call, refused = readCall(flat[i], flat[i + 1])
    if refused then dropCall(call, refused) else calls[#calls + 1] = call end
  end
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

/** `dueCalls(scan)`: the due calls of METHOD in their order; `choose(calls, most)`: those of the first one's person. */
export const LUA_CHOOSE_CALLS = READ_CALLS + CHOOSE;

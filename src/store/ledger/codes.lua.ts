/** A code is not given to another incident while its own is open, nor so long after: a late answer must find what it means. */
const REST_MS = 24 * 3_600_000;
/** While all codes of a phone are in use they are looked through once in so long. */
const FULL_MS = 60_000;

/**
 * `giveCode(calls, told)` gives the notification at hand the code by which its reader may answer: that of its only
 * incident, or one of its own from 100 on where it is a bundle; nil where there is none left, or nothing to answer
 * (\`told\`: incidents that it tells a problem of). A window, or a request for one, has a
 * code of an incident's kind, given apart as `window/<id>` or `request/<id>`. Wants `c`; loops over 99 codes, or 20 bundles, at most.
 */
export const LUA_CODES = `
local function isOver(incident)
  local window = string.match(incident, '^window/(.+)')
  if window then
    local doc = redis.call('GET', key('window', window))
    return not doc or cjson.decode(doc).endsAt <= c.now
  end
  local request = string.match(incident, '^request/(.+)')
  if request then
    local doc = redis.call('GET', key('access-request', request))
    local found = doc and cjson.decode(doc)
    return not found or found.state ~= 'open' or found.endsAt <= c.now
  end
  local state = redis.call('HGET', key('incident', incident), 'state')
  return not state or state == 'resolved'
end
local function isFree(codes, code)
  local incident = redis.call('HGET', codes, code)
  if not incident then return true end
  if not isOver(incident) then return false end
  local since = redis.call('HGET', codes, 'over:' .. code)
  if not since then redis.call('HSET', codes, 'over:' .. code, string.format('%d', c.now)) end
  return since and c.now - tonumber(since) > ${REST_MS}
end
local function takeCode(codes, code, incident)
  local before = redis.call('HGET', codes, code)
  if before then redis.call('HDEL', codes, 'of:' .. before, 'over:' .. code) end
  redis.call('HSET', codes, code, incident, 'of:' .. incident, code)
  return code
end
local function codeOfIncident(codes, incident)
  local known = redis.call('HMGET', codes, 'of:' .. incident, 'full')
  if known[1] then return tonumber(known[1]) end
  if known[2] and c.now < tonumber(known[2]) then return nil end
  for code = 1, 99 do
    if isFree(codes, code) then return takeCode(codes, code, incident) end
  end
  redis.call('HSET', codes, 'full', string.format('%d', c.now + ${FULL_MS}))
  return nil
end
local function isBundleOver(id)
  local found = redis.call('HMGET', key('notification', id), 'createdAt', 'calls')
  if not found[1] then return true end
  if c.now - tonumber(found[1]) < ${REST_MS} then return false end
  for _, call in ipairs(cjson.decode(found[2])) do
    if call.incidentId ~= null and not isOver(call.incidentId) then return false end
  end
  return true
end
local function codeOfBundle(codes)
  local last = tonumber(redis.call('HGET', codes, 'bundle') or '99')
  for n = 1, 20 do
    local code = 100 + (last - 99 + n - 1) % 900
    local id = redis.call('HGET', codes, code)
    if not id or isBundleOver(id) then
      redis.call('HSET', codes, code, c.notificationId, 'bundle', code)
      return code
    end
  end
  return nil
end
local function giveCode(calls, told)
  if #told == 0 then return nil end
  local codes, latest, first, several = key('codes', c.to), key('latest', c.to), told[1], false
  redis.call('LPUSH', latest, c.notificationId)
  redis.call('LTRIM', latest, 0, 4)
  redis.call('EXPIRE', latest, MONTH)
  redis.call('HDEL', codes, 'passive')
  for _, call in ipairs(calls) do several = several or (call.incidentId ~= null and call.incidentId ~= first) end
  if several then return codeOfBundle(codes) end
  return codeOfIncident(codes, first)
end
`;

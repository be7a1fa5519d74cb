import { defineScript } from '../script.js';
import { LUA_ARM, LUA_INCIDENT, LUA_PLAN_PAGE, LUA_REMEMBER, LUA_TRIM_INDEX } from './lua-parts.js';

const FIND_DUPLICATES = `
local function firstOf(alert, seen)
  if redis.call('EXISTS', key('alert', alert.id)) == 1 then return alert.id end
  if alert.duplicate then return nil end
  local known = seen[alert.event] or redis.call('GET', key('event', alert.event))
  if not known then return nil end
  local at, id = string.match(known, '^(%d+) (.*)$')
  local within = 60000
  if alert.spooled then within = WEEK * 1000 end
  if math.abs(alert.at - tonumber(at)) <= within then return id end
  return nil
end
local function findDuplicates()
  local known, seen = {}, {}
  for _, alert in ipairs(q.alerts) do
    local first = firstOf(alert, seen)
    if first then
      known[#known + 1] = {alert.id, first}
    elseif not alert.duplicate then
      seen[alert.event] = string.format('%d %s', alert.at, alert.id)
    end
  end
  return known
end
`;

/**
 * One that was refused again and again asks for the turn: until it has written, or a second is over, nobody else writes
 * to this incident. Without it a process in a storm, which decides without reading first, leaves no room for any other.
 */
const TURN = `
local TURN = q.incidentId ~= null and q.owner ~= null and key('turn', q.incidentId) or nil
local function isOthersTurn()
  local owner = TURN and redis.call('GET', TURN)
  return owner and owner ~= q.owner
end
local function refuse()
  if TURN and q.wantsTurn then redis.call('SET', TURN, q.owner, 'NX', 'PX', 1000) end
  return cjson.encode({kind = 'stale'})
end
local function endTurn()
  if TURN and redis.call('GET', TURN) == q.owner then redis.call('DEL', TURN) end
end
`;

const IS_STALE = `
local function isStale()
  if isOthersTurn() then return true end
  if (redis.call('GET', one('window-epoch')) or '0') ~= q.windowEpoch then return true end
  if q.expectedId ~= null then
    if redis.call('HGET', key('incident', q.expectedId), 'rev') ~= q.expectedRev then return true end
  elseif q.head ~= null then
    if redis.call('EXISTS', key('incident', q.head.id)) == 1 then return true end
  end
  if q.head ~= null and q.head.state ~= 'resolved' then
    local open = redis.call('GET', key('open', q.head.key))
    if open and open ~= q.head.id then return true end
  end
  for _, check in ipairs(q.expectedChecks) do
    if (redis.call('GET', key('check', check.key)) or '') ~= check.record then return true end
  end
  return false
end
`;

const WRITE_HEAD = `
local function writeIndexes(head, number)
  local open = key('open', head.key)
  if head.state == 'resolved' then
    if redis.call('GET', open) == head.id then redis.call('DEL', open) end
    redis.call('ZREM', one('open-incidents'), head.id)
  else
    redis.call('SET', open, head.id)
    redis.call('ZADD', one('open-incidents'), head.openedAt, head.id)
  end
  redis.call('SET', key('incident-number', number), head.id)
  redis.call('ZADD', one('all-incidents'), head.openedAt, head.id)
  if head.dueAt == null then
    redis.call('ZREM', DUE, 'incident:' .. head.id)
  else
    redis.call('ZADD', DUE, head.dueAt, 'incident:' .. head.id)
  end
end
local function writeHead(head)
  local incident = key('incident', head.id)
  local rev = redis.call('HINCRBY', incident, 'rev', 1)
  local number = redis.call('HGET', incident, 'number')
  if not number then
    number = tostring(redis.call('INCR', one('incident-counter')))
    trimIndex(one('all-incidents'), 'incident')
  end
  redis.call('HSET', incident, 'head', head.doc, 'number', number, 'state', head.state, 'service', head.service)
  for _, check in ipairs(q.checks) do redis.call('HSET', incident, 'c:' .. check.key, check.doc) end
  writeIndexes(head, number)
  return rev, tonumber(number)
end
`;

const WRITE_ALERTS = `
local function writeAlerts(incidentId)
  for _, alert in ipairs(q.alerts) do
    redis.call('SET', key('alert', alert.id), alert.doc, 'EX', WEEK)
    if not alert.duplicate then
      redis.call('SET', key('event', alert.event), string.format('%d %s', alert.at, alert.id), 'EX', WEEK)
    end
    if incidentId ~= null then redis.call('RPUSH', key('incident-alerts', incidentId), alert.id) end
  end
  if incidentId ~= null then redis.call('LTRIM', key('incident-alerts', incidentId), -1000, -1) end
end
`;

const CANCEL_CALLS = `
local function cancelCalls(incidentId, reason, methods)
  local calls = redis.call('HGETALL', key('cancellable', incidentId))
  for i = 1, #calls, 2 do
    local id, method = calls[i], calls[i + 1]
    redis.call('ZREM', key('calls', method), id)
    local page = key('page', string.match(id, '^(.*)/[^/]*$'))
    if redis.call('EXISTS', page) == 1 then redis.call('HSET', page, 's:' .. id, 'cancelled', 'why:' .. id, reason) end
    methods[method] = true
  end
  redis.call('DEL', key('cancellable', incidentId))
end
`;

const COMMIT = `
local known = findDuplicates()
if #known > 0 then return cjson.encode({kind = 'duplicates', known = known}) end
if isStale() then return refuse() end
endTurn()

local methods, rev, number = {}, 0, 0
if q.head ~= null then
  rev, number = writeHead(q.head)
  if q.cancel ~= null then cancelCalls(q.head.id, q.cancel, methods) end
elseif q.expectedId ~= null then
  rev = tonumber(q.expectedRev)
  number = tonumber(redis.call('HGET', key('incident', q.expectedId), 'number'))
end
for _, check in ipairs(q.checkRecords) do
  redis.call('SET', key('check', check.key), check.record)
  if not check.keep then redis.call('EXPIRE', key('check', check.key), MONTH) end
end
for _, page in ipairs(q.pages) do planPage(page, methods) end
writeAlerts(q.incidentId)
if q.incidentId ~= null then addTimeline(q.incidentId, q.timeline) end
if q.incidentId ~= null and redis.call('HGET', key('incident', q.incidentId), 'state') == 'resolved' then
  expireIncident(q.incidentId)
end
return remember(cjson.encode({kind = 'committed', rev = rev, number = number, dueMethods = armAll(methods, q.now)}))
`;

/**
 * One commit: verifies everything, then writes everything. What is bounded by the alerts of one commit and the people of
 * one incident is looped over; nothing else.
 */
export const commitScript = defineScript(
  LUA_REMEMBER,
  LUA_ARM,
  LUA_PLAN_PAGE,
  LUA_INCIDENT,
  LUA_TRIM_INDEX,
  FIND_DUPLICATES,
  TURN,
  IS_STALE,
  WRITE_HEAD,
  WRITE_ALERTS,
  CANCEL_CALLS,
  COMMIT,
);

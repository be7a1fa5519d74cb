import { LUA_CHOOSE_CALLS } from './choose-calls.lua.js';
import { LUA_CLAIM } from './claim.lua.js';
import { LUA_PLAN_PAGE } from './lua-parts.js';

/** Everything that the commit must find as expected, in two reads. */
const READ = `
local before
local function readBefore()
  local keys = {one('window-epoch'), q.head ~= null and key('open', q.head.key) or one('none'),
    q.incidentId ~= null and key('turn', q.incidentId) or one('none')}
  for _, check in ipairs(q.expectedChecks) do keys[#keys + 1] = key('check', check.key) end
  for _, alert in ipairs(q.alerts) do keys[#keys + 1] = key('alert', alert.id) end
  for _, alert in ipairs(q.alerts) do keys[#keys + 1] = key('event', alert.event) end
  local values = redis.call('MGET', unpack(keys))
  local incident = q.incidentId ~= null
    and redis.call('HMGET', key('incident', q.incidentId), 'rev', 'number', 'state') or {}
  before = {epoch = values[1] or '0', open = values[2], turn = values[3], values = values,
    alerts = 3 + #q.expectedChecks, events = 3 + #q.expectedChecks + #q.alerts,
    rev = incident[1], number = incident[2], state = incident[3]}
end
`;

const FIND_DUPLICATES = `
local function firstOf(n, alert, seen)
  if before.values[before.alerts + n] then return alert.id end
  if alert.duplicate then return nil end
  local known = seen[alert.event] or before.values[before.events + n]
  if not known then return nil end
  local at, id = string.match(known, '^(%d+) (.*)$')
  local within = 60000
  if alert.spooled then within = WEEK * 1000 end
  if math.abs(alert.at - tonumber(at)) <= within then return id end
  return nil
end
local function findDuplicates()
  local known, seen = {}, {}
  for n, alert in ipairs(q.alerts) do
    local first = firstOf(n, alert, seen)
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
local function refuse()
  if q.incidentId ~= null and q.owner ~= null and q.wantsTurn then
    redis.call('SET', key('turn', q.incidentId), q.owner, 'NX', 'PX', 1000)
  end
  return cjson.encode({kind = 'stale'})
end
local function endTurn()
  if before.turn and before.turn == q.owner then redis.call('DEL', key('turn', q.incidentId)) end
end
`;

const IS_STALE = `
local function isStale()
  if before.turn and q.owner ~= null and before.turn ~= q.owner then return true end
  if before.epoch ~= q.windowEpoch then return true end
  if q.expectedId ~= null then
    if before.rev ~= q.expectedRev then return true end
  elseif q.head ~= null and before.rev then
    return true
  end
  if q.head ~= null and q.head.state ~= 'resolved' and before.open and before.open ~= q.head.id then return true end
  for n, check in ipairs(q.expectedChecks) do
    if (before.values[3 + n] or '') ~= check.record then return true end
  end
  return false
end
`;

/** What it is held with may be over meanwhile: then nothing would ever page for it. */
const PARENT = `
local function isParentOver()
  if q.parent == null then return false end
  return (redis.call('HGET', key('incident', q.parent.id), 'state') or 'resolved') == 'resolved'
end
local function tellParent()
  if q.parent ~= null and q.parent.line ~= null then append(key('timeline', q.parent.id), {text(q.parent.line)}) end
end
`;

const WRITE_HEAD = `
local function openIncident(head, number)
  redis.call('SET', key('open', head.key), head.id)
  place(one('open-incidents'), head.id, head.openedAt)
  if head.service ~= '' then place(key('open-of', head.service), head.id, head.openedAt) end
end
local function closeIncident(head)
  if before.open == head.id then redis.call('DEL', key('open', head.key)) end
  place(one('open-incidents'), head.id, null)
  if head.service ~= '' then place(key('open-of', head.service), head.id, null) end
end
local function numberOf(head)
  if before.number then return before.number end
  local number = string.format('%d', redis.call('INCR', one('incident-counter')))
  redis.call('SET', key('incident-number', number), head.id)
  place(one('all-incidents'), head.id, head.openedAt)
  trimIndex(one('all-incidents'), 'incident', q.now)
  return number
end
local function writeHead(head)
  local rev, number = tonumber(before.rev or '0') + 1, numberOf(head)
  local fields = {'head', text(head.doc), 'rev', rev, 'number', number, 'state', head.state, 'service', head.service}
  for _, check in ipairs(q.checks) do fields[#fields + 1], fields[#fields + 2] = 'c:' .. check.key, text(check.doc) end
  redis.call('HSET', key('incident', head.id), unpack(fields))
  if head.state == 'resolved' then closeIncident(head)
  elseif before.open ~= head.id then openIncident(head) end
  dueAt('incident:' .. head.id, head.dueAt)
  if q.wakesDependents then dueAt('dependents:' .. head.id, q.now) end
  return rev, tonumber(number)
end
`;

/** A repeat that has a row of its own already keeps it. */
const WRITE_ALERTS = `
local function writeRepeats(alert, ids)
  for _, one in ipairs(alert.repeats) do
    local doc = string.format('{"repeatedBy":"%s","receivedAt":%d}', alert.id, one[2])
    if redis.call('SET', key('alert', one[1]), doc, 'NX', 'EX', WEEK) then ids[#ids + 1] = one[1] end
  end
end
local function writeAlerts(incidentId)
  local ids = {}
  for _, alert in ipairs(q.alerts) do
    writeRepeats(alert, ids)
    redis.call('SET', key('alert', alert.id), text(alert.doc), 'EX', WEEK)
    if not alert.duplicate then
      redis.call('SET', key('event', alert.event), string.format('%d %s', alert.at, alert.id), 'EX', WEEK)
    end
    ids[#ids + 1] = alert.id
  end
  if incidentId ~= null then append(key('incident-alerts', incidentId), ids) end
end
local function writeRecords()
  for _, check in ipairs(q.checkRecords) do
    if check.keep then redis.call('SET', key('check', check.key), check.record)
    else redis.call('SET', key('check', check.key), check.record, 'EX', MONTH) end
  end
end
local function textsOf(numbers)
  local texts = {}
  for i, n in ipairs(numbers) do texts[i] = text(n) end
  return texts
end
`;

const CANCEL_CALLS = `
local function cancelCalls(incidentId, reason, methods)
  local calls = redis.call('HGETALL', key('cancellable', incidentId))
  for i = 1, #calls, 2 do
    local id, method = calls[i], calls[i + 1]
    forgetCall(method, id)
    local page = key('page', string.match(id, '^(.*)/[^/]*$'))
    if redis.call('EXISTS', page) == 1 then redis.call('HSET', page, 's:' .. id, 'cancelled', 'why:' .. id, reason) end
    methods[method] = true
  end
  redis.call('DEL', key('cancellable', incidentId))
end
`;

/** What windows keep from people is told at their end, and says how long their services have been quiet. */
const NOTE_HELD = `
local function noteHeld()
  for _, held in ipairs(q.held) do
    local hold = key('held', held.window)
    if q.incidentId ~= null then redis.call('HSET', hold, q.incidentId, string.format('%d', q.now)) end
    if held.alerts > 0 then redis.call('HINCRBY', hold, '#alerts', held.alerts) end
    redis.call('EXPIRE', hold, 2 * MONTH)
  end
end
`;

/** The first pages leave at once: what is due for the methods that the caller can serve is claimed in the same step. */
const CLAIM_FIRST = `
local function foreseeCalls()
  forgetKnown()
  if q.head ~= null then
    known.incidents[q.head.id] = {service = q.head.service, state = q.head.state}
    if not before.rev then known.untold[q.head.id] = true end
  end
end
local function takeInHand()
  hand = {}
  for _, offer in ipairs(q.claims) do hand[offer.channel .. ':' .. offer.to] = {} end
  inHand = function(call, page)
    local calls = call.at <= q.now and hand[call.method]
    if calls then calls[#calls + 1] = {call = call, page = page} end
    return calls
  end
end
local function planPages(methods)
  takeInHand()
  for _, page in ipairs(q.pages) do
    page.fresh = known.untold[page.incident]
    if planPage(page, text(page.doc), methods) then known.pages[page.id] = page end
  end
end
-- Rather called twice than not at all.
local function returnHand(method, methods)
  for _, one in ipairs(hand[method]) do returnCall(one) end
  methods[method] = true
end
local function claimFirst(methods)
  local claimed = {}
  for _, offer in ipairs(q.claims) do
    local method = offer.channel .. ':' .. offer.to
    if methods[method] then
      methods[method] = nil
      local fine, result = pcall(claimCalls, offer)
      if fine then claimed[#claimed + 1] = result else returnHand(method, methods) end
    end
  end
  return claimed
end
`;

const COMMIT = `
local function each()
  readBefore()
  local duplicates = findDuplicates()
  if #duplicates > 0 then return cjson.encode({kind = 'duplicates', known = duplicates}) end
  if isStale() or isParentOver() then return refuse() end
  endTurn()
  local methods, rev, number = {}, 0, 0
  if q.head ~= null then
    rev, number = writeHead(q.head)
    if q.cancel ~= null then cancelCalls(q.head.id, q.cancel, methods) end
  elseif q.expectedId ~= null then
    rev, number = tonumber(q.expectedRev), tonumber(before.number)
  end
  writeRecords()
  noteHeld()
  tellParent()
  foreseeCalls()
  planPages(methods)
  writeAlerts(q.incidentId)
  if q.incidentId ~= null then
    append(key('timeline', q.incidentId), textsOf(q.timeline))
    if (q.head ~= null and q.head.state or before.state) == 'resolved' then expireIncident(q.incidentId) end
  end
  local claimed = claimFirst(methods)
  return cjson.encode({kind = 'committed', rev = rev, number = number, claimed = claimed,
    dueMethods = armAll(methods, q.now)})
end
`;

/**
 * A commit: verified as a whole, then written as a whole, then the first pages claimed. What is bounded by the alerts
 * of one commit and the people of one incident is looped over; nothing else.
 */
export const COMMIT_STEP = [
  LUA_PLAN_PAGE,
  LUA_CHOOSE_CALLS,
  LUA_CLAIM,
  READ,
  FIND_DUPLICATES,
  TURN,
  IS_STALE,
  PARENT,
  WRITE_HEAD,
  WRITE_ALERTS,
  CANCEL_CALLS,
  NOTE_HELD,
  CLAIM_FIRST,
  COMMIT,
];

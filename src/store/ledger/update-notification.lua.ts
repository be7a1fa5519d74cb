const CALLS = `
local NOTIFICATION, now, stored, person, channel, createdAt
local function readStored()
  NOTIFICATION, now = key('notification', q.id), q.now
  stored = redis.call('HMGET', NOTIFICATION, 'state', 'attempts', 'calls', 'person', 'channel', 'to', 'createdAt',
    'providerId', 'receipt', 'unconfirmedAt')
  person, channel, createdAt = stored[4], stored[5], stored[7]
end

local function pageOf(callId)
  local page = key('page', string.match(callId, '^(.*)/[^/]*$') or '')
  return redis.call('EXISTS', page) == 1 and page or nil
end
local function setCall(callId, state, reason)
  local page = pageOf(callId)
  if not page then return end
  redis.call('HSET', page, 's:' .. callId, state)
  if reason then redis.call('HSET', page, 'why:' .. callId, reason) end
end
`;

/** What did not go out (yet) told nobody: the person's earlier word of the incident counts again. */
const UNTELL = `
local function untell(incident)
  local told, field = key('told', incident), person .. '|' .. channel
  local before = redis.call('HGET', NOTIFICATION, 'before:' .. incident)
  if not before or redis.call('HGET', told, field) ~= createdAt then return end
  if before == '' then redis.call('HDEL', told, field) else redis.call('HSET', told, field, before) end
end
local function tell(incident)
  local told, field = key('told', incident), person .. '|' .. channel
  if redis.call('HEXISTS', NOTIFICATION, 'before:' .. incident) == 0 then return end
  if tonumber(redis.call('HGET', told, field) or '0') < tonumber(createdAt) then redis.call('HSET', told, field, createdAt) end
end
`;

const SETTLE_CALLS = `
local STATE = {accepted = 'sent', failed = 'failed', dropped = 'dropped'}
local function settleCalls(calls)
  local kept, incidents, gone = {}, {}, {}
  for _, call in ipairs(calls) do
    local reason = q.drop[call.callId]
    if reason then
      setCall(call.callId, 'dropped', reason)
      if call.incidentId ~= null then gone[call.incidentId] = true end
    else
      setCall(call.callId, STATE[q.to] or (q.late and 'failed') or 'claimed')
      kept[#kept + 1] = call
      if call.incidentId ~= null then incidents[call.incidentId] = true end
    end
  end
  for incident in pairs(gone) do
    if not incidents[incident] then untell(incident) end
  end
  -- The claim itself has told of it, and nothing came in between.
  local untouched = stored[1] == 'sending' and stored[2] == '1'
  local silent = q.to == 'failed' or q.to == 'dropped' or q.to == 'retrying'
  for incident in pairs(incidents) do
    if silent then untell(incident)
    elseif not untouched then tell(incident) end
  end
  return kept
end
`;

const CALL_NOW = `
local function methodOf(page, callId)
  for _, call in ipairs(cjson.decode(redis.call('HGET', page, 'doc')).calls) do
    if call.id == callId then return call.channel .. ':' .. call.to end
  end
end
local function callNow(callId, methods)
  local page = pageOf(callId)
  local found = page and redis.call('HMGET', page, 's:' .. callId, 'incident', 'reason') or {}
  local state = found[1]
  if state ~= 'pending' and state ~= 'fallback' then return end
  local method = methodOf(page, callId)
  local at = redis.call('ZSCORE', key('calls', method), callId)
  if not at or tonumber(at) > now then redis.call('ZADD', key('calls', method), now, callId) end
  goAhead({id = callId, method = method, at = now}, {incident = found[2], reason = found[3]}, now)
  redis.call('HSET', page, 's:' .. callId, 'pending')
  methods[method] = true
end
`;

const DEAD_LETTER = `
local function keepDeadLetters(calls, reason)
  local seen = {}
  for i, call in ipairs(calls) do
    if not seen[call.incidentId] then
      seen[call.incidentId] = true
      redis.call('LPUSH', one('dead-letters'), cjson.encode({id = q.id .. '/' .. i, at = now, person = person,
        incidentId = call.incidentId, notificationId = q.id, channel = channel, reason = reason}))
    end
  end
  redis.call('LTRIM', one('dead-letters'), 0, 9999)
end
`;

/** How the last messages to a contact method fared: whether its owner can be reached, without asking. */
const NOTE_REACHED = `
local REACHED = {accepted = 'ok', failed = 'bad'}
local function noteReached()
  local field = REACHED[q.to]
  if not field then return end
  local value = string.format('%d', now)
  if q.to == 'failed' and q.texts.error and q.texts.error ~= null then value = value .. ' ' .. text(q.texts.error) end
  redis.call('HSET', one('reached'), field .. ':' .. channel .. ':' .. stored[6], value)
end
`;

const WRITE = `
local function writeFields(kept)
  local fields = {'state', q.to, 'attempts', q.attempts, 'updatedAt', now, 'possibleDuplicate', q.possibleDuplicate}
  if #kept ~= #cjson.decode(stored[3]) then
    fields[#fields + 1], fields[#fields + 2] = 'calls', #kept > 0 and cjson.encode(kept) or '[]'
  end
  if q.unconfirmed then fields[#fields + 1], fields[#fields + 2] = 'unconfirmedAt', now
  elseif q.to == 'accepted' and q.dueAt ~= null then fields[#fields + 1], fields[#fields + 2] = 'receiptDueAt', q.dueAt end
  local gone = {}
  for field, n in pairs(q.texts) do
    if n == null then
      if field ~= 'providerId' and field ~= 'provider' then gone[#gone + 1] = field end
    else fields[#fields + 1], fields[#fields + 2] = field, text(n) end
  end
  redis.call('HSET', NOTIFICATION, unpack(fields))
  if q.late then redis.call('HSETNX', NOTIFICATION, 'lateAt', now) end
  if #gone > 0 and (stored[1] ~= 'sending' or stored[2] ~= '1') then redis.call('HDEL', NOTIFICATION, unpack(gone)) end
end
local function giveSlotBack(methods)
  local method = channel .. ':' .. stored[6]
  if redis.call('ZREM', key('sent', method), q.id) == 1 then
    redis.call('DEL', key('hold', method), key('hold-ahead', method))
    methods[method] = true
  end
end
`;

/**
 * Receipts may have come before our own word. Once the provider is known to have the message, the only outcome of a call is
 * that it was accepted; any other is refused, and the notification is looked at again now.
 */
const RECEIPTS = `
local OUTSTANDING = {sending = true, retrying = true, unknown = true}
local function isDisproved() return stored[9] and OUTSTANDING[stored[1]] and q.to ~= 'accepted' end
local function isConfirmed() return q.unconfirmed and (stored[10] or isFinal(stored[9])) end
local function forgetReceiptOfOther()
  local own = q.texts.providerId
  if not stored[9] or stored[9] == 'delivered' or own == null or text(own) == stored[8] then return end
  redis.call('HDEL', NOTIFICATION, 'receipt', 'receiptAt', 'receiptError')
  stored[9] = false
end
local function nextLook()
  if q.to ~= 'accepted' or not isFinal(stored[9]) then return q.dueAt end
  return stored[9] == 'delivered' and null or now
end
`;

const UPDATE = `
local function each()
  readStored()
  if stored[1] ~= q.fromState or stored[2] ~= q.fromAttempts or isConfirmed() then return '0' end
  if isDisproved() then
    dueAt('notification:' .. q.id, now)
    return '0'
  end
  forgetReceiptOfOther()
  local methods, kept = {}, settleCalls(cjson.decode(stored[3]))
  writeFields(kept)
  noteReached()
  if q.to == 'dropped' then giveSlotBack(methods) end
  for _, callId in ipairs(q.callNow) do callNow(callId, methods) end
  armAll(methods, now)
  addLines(q.timeline)
  for _, id in ipairs(q.wakeIncidents) do dueAt('incident:' .. id, now) end
  if q.deadLetter ~= null then keepDeadLetters(kept, q.deadLetter) end
  dueAt('notification:' .. q.id, nextLook())
  return '1'
end
`;

/** How a notification went on: a compare-and-set on (state, attempts), bounded by its calls. */
export const OUTCOME_STEP = [CALLS, UNTELL, SETTLE_CALLS, CALL_NOW, DEAD_LETTER, NOTE_REACHED, WRITE, RECEIPTS, UPDATE];

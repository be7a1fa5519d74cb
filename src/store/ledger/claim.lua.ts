import { defineScript } from '../script.js';
import { LUA_CHOOSE_CALLS } from './choose-calls.lua.js';
import { LUA_ARM, LUA_INCIDENT, LUA_TRIM_INDEX } from './lua-parts.js';

const METHOD = `
local METHOD = q.channel .. ':' .. q.to
local CALLS = key('calls', METHOD)
local NOTIFICATION = key('notification', q.notificationId)
`;

const LIMITS = `
local function heldUntil()
  local free = 0
  for _, limit in ipairs(q.limits) do
    local window = limit.seconds * 1000
    local nth = redis.call('ZREVRANGE', key('sent', METHOD), limit.count - 1, limit.count - 1, 'WITHSCORES')
    if nth[2] and tonumber(nth[2]) + window > free then free = tonumber(nth[2]) + window end
  end
  return free
end
local function countSent()
  local longest = 0
  for _, limit in ipairs(q.limits) do longest = math.max(longest, limit.seconds) end
  if longest == 0 then return end
  local sent = key('sent', METHOD)
  redis.call('ZADD', sent, q.now, q.notificationId)
  redis.call('ZREMRANGEBYSCORE', sent, '-inf', q.now - longest * 1000)
  redis.call('EXPIRE', sent, longest)
end
`;

const WRITE_NOTIFICATION = `
local function takeCall(call)
  redis.call('ZREM', CALLS, call.id)
  redis.call('HSET', call.pageKey, 's:' .. call.id, 'claimed')
  if call.incident == '' then return {callId = call.id, pageId = call.pageId, incidentId = null} end
  redis.call('HDEL', key('cancellable', call.incident), call.id)
  local index = key('incident-notifications', call.incident)
  redis.call('ZADD', index, q.now, q.notificationId)
  if q.tells[call.reason] then
    local told, field = key('told', call.incident), call.person .. '|' .. q.channel
    redis.call('HSETNX', NOTIFICATION, 'before:' .. call.incident, redis.call('HGET', told, field) or '')
    redis.call('HSET', told, field, q.now)
  end
  if redis.call('HGET', key('incident', call.incident), 'state') == 'resolved' then expireIncident(call.incident) end
  return {callId = call.id, pageId = call.pageId, incidentId = call.incident}
end
local function writeNotification(chosen, held, more)
  local calls = {}
  for i, call in ipairs(chosen) do calls[i] = takeCall(call) end
  redis.call('HSET', NOTIFICATION, 'v', 1, 'id', q.notificationId, 'channel', q.channel, 'to', q.to,
    'person', chosen[1].person, 'calls', cjson.encode(calls), 'state', 'sending', 'attempts', 1,
    'possibleDuplicate', 0, 'createdAt', q.now, 'updatedAt', q.now, 'held', held, 'more', more and 1 or 0)
  redis.call('EXPIRE', NOTIFICATION, MONTH)
  redis.call('ZADD', one('all-notifications'), q.now, q.notificationId)
  redis.call('ZADD', DUE, q.now + q.leaseMs + 0.5, 'notification:' .. q.notificationId)
  trimIndex(one('all-notifications'), 'notification')
end
`;

/** The answer comes from what is stored, so a repeat of the request gets the same. */
const ANSWER = `
local function answerClaimed()
  local fields = redis.call('HGETALL', NOTIFICATION)
  local calls, heads = {}, {}
  for i, call in ipairs(cjson.decode(redis.call('HGET', NOTIFICATION, 'calls'))) do
    calls[i] = {callId = call.callId, incidentId = call.incidentId,
      page = redis.call('HGET', key('page', call.pageId), 'doc') or null}
    if call.incidentId ~= null then heads[call.incidentId] = readIncident(call.incidentId) end
  end
  return cjson.encode({kind = 'claimed', fields = fields, calls = calls, heads = heads})
end
`;

const CLAIM = `
if redis.call('EXISTS', NOTIFICATION) == 1 then return answerClaimed() end
local limited = #q.limits > 0
local due = dueCalls(limited and 500 or 50)
if #due == 0 then
  arm(METHOD, q.now)
  return cjson.encode({kind = 'nothing'})
end
local free = heldUntil()
if free > q.now then
  redis.call('SET', key('hold', METHOD), string.format('%d', free), 'PX', free - q.now + 3600000)
  arm(METHOD, q.now)
  return cjson.encode({kind = 'held', ['until'] = free})
end
local hold = tonumber(redis.call('GET', key('hold', METHOD)) or '0')
redis.call('DEL', key('hold', METHOD))
local chosen, held = choose(due, limited and 100 or 1), 0
for _, call in ipairs(chosen) do
  if call.at < hold then held = held + 1 end
end
writeNotification(chosen, held, redis.call('ZCOUNT', CALLS, '-inf', q.now) > #chosen)
countSent()
arm(METHOD, q.now)
return answerClaimed()
`;

/** Takes the due calls of one contact method; looks at no more than 500 calls, takes no more than 100. */
export const claimScript = defineScript(
  LUA_ARM,
  LUA_INCIDENT,
  LUA_TRIM_INDEX,
  METHOD,
  LUA_CHOOSE_CALLS,
  LIMITS,
  WRITE_NOTIFICATION,
  ANSWER,
  CLAIM,
);

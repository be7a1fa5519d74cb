const NOTE = `
local NOTIFICATION, state, providerId, receipt
local function readStored()
  NOTIFICATION = key('notification', q.id)
  local stored = redis.call('HMGET', NOTIFICATION, 'state', 'providerId', 'receipt')
  state, providerId, receipt = stored[1], stored[2], stored[3]
end
local function isNews()
  -- Of a text that a second one has replaced only its arrival counts.
  if providerId and providerId ~= text(q.providerId) and q.status ~= 'delivered' then return false end
  return RANKS[q.status] > (RANKS[receipt] or 0)
end
local function writeReceipt()
  local fields = {'receipt', q.status, 'receiptAt', q.now, 'updatedAt', q.now}
  if q.errorCode ~= null then fields[#fields + 1], fields[#fields + 2] = 'receiptError', text(q.errorCode) end
  if not providerId then
    fields[#fields + 1], fields[#fields + 2] = 'providerId', text(q.providerId)
    if q.provider ~= null then fields[#fields + 1], fields[#fields + 2] = 'provider', text(q.provider) end
  end
  redis.call('HSET', NOTIFICATION, unpack(fields))
end
`;

/** What the sender of the moment holds (\`sending\`) is left to it, or to the end of its lease. */
const LOOK = `
local function mustLook()
  if state == 'retrying' or state == 'unknown' then return true end
  return state == 'accepted' and isFinal(q.status) and q.status ~= 'delivered'
end
local function each()
  readStored()
  if not state then return 'missing' end
  if not isNews() then return 'kept' end
  writeReceipt()
  addLines(q.timeline)
  if mustLook() then
    dueAt('notification:' .. q.id, q.now)
    return 'look'
  end
  if state == 'accepted' and q.status == 'delivered' then dueAt('notification:' .. q.id, null) end
  return 'noted'
end
`;

/** What a provider has told of a message: it only ever moves forward, so that repeats and wrong order change nothing. */
export const RECEIPT_STEP = [NOTE, LOOK];

/**
 * Every key of one deployment, all as `<prefix>:<kind>:<id>` (or `<prefix>:<kind>` where there is one of them).
 * "30 d after" means that EXPIRE is set at that moment; instants inside are UTC milliseconds.
 *
 * | kind                     | type   | holds                                                                  | kept                        |
 * | ------------------------ | ------ | ---------------------------------------------------------------------- | --------------------------- |
 * | `due`                    | zset   | `incident:<id>` `method:<key>` `notification:<id>` `window:<id>` `window-watch:<id>` `schedule:<name>` `recurring:<name>` `text:<id>` `digest:<method key>` `dependents:<incident>` by when; a lease is its end + 0.5 | while due |
 * | `did:<request>`          | string | reply of a script that wrote, or of a batch, for a repeat of the same  | 60 s                        |
 * | `incident:<id>`          | hash   | `head` (JSON), `rev`, `number`, `state`, `service`, `c:<check key>` (JSON of CheckState) | 30 d after resolved |
 * | `open:<group key>`       | string | id of the open incident                                                | while open                  |
 * | `open-of:<service>`      | zset   | ids of its open incidents by openedAt                                  | while open                  |
 * | `open-incidents`         | zset   | ids of open incidents by openedAt                                      | while open                  |
 * | `all-incidents`          | zset   | ids of all incidents by openedAt                                       | trimmed as they expire      |
 * | `incident-counter`       | string | the last number given                                                  | for ever                    |
 * | `incident-number:<n>`    | string | id of the incident with this number                                    | with the incident           |
 * | `timeline:<incident>`    | list   | the newest 1,000 TimelineEntry, oldest first                           | with the incident           |
 * | `incident-alerts:<incident>` | list | ids of its newest 1,000 alerts, oldest first                         | with the incident           |
 * | `cancellable:<incident>` | hash   | unclaimed calls of its problem pages: call id → method key             | with the incident           |
 * | `turn:<incident>`        | string | process that alone may write to it: others had left it no room         | 1 s at most                 |
 * | `told:<incident>`        | hash   | `<person>\|<channel>` → when a problem last went out to them           | with the incident           |
 * | `check:<check key>`      | string | CheckRecord, compared as text                                          | 30 d; for ever while it names an open incident |
 * | `alert:<id>`             | string | AlertRecord, or RepeatRecord                                           | 7 d                         |
 * | `event:<event key>`      | string | `<receivedAt> <alert id>` of the first alert, for 60 s                 | 7 d                         |
 * | `page:<id>`              | hash   | `doc` (JSON of Page), `person` `reason` `severity` `incident`, `s:<call id>` state, `why:<call id>` | 30 d |
 * | `calls:<method key>`     | zset   | pending calls of a contact method by when                              | while pending               |
 * | `ahead:<method key>`     | zset   | those of them that are the first of a service which the method was not told of within the hour | while pending |
 * | `services:<method key>`  | hash   | `told:<service>` → when a problem of it was last claimed, `lead:<service>` → its call that goes ahead | 30 d after the last |
 * | `hold:<method key>`, `hold-ahead:<method key>` | string | until when its limits hold it; the same for what goes ahead | an hour longer |
 * | `sent:<method key>`      | zset   | notifications that count against its limits, by when                   | the longest limit           |
 * | `storm:<method key>`     | list   | notifications of a storm, until its digest has been planned; the newest 100 | 30 d       |
 * | `notification:<id>`      | hash   | the fields of Notification (`calls` as JSON, `receipt` as three; absent = null), `held`, `left`, `before:<incident>` | 30 d |
 * | `all-notifications`, `incident-notifications:<incident>` | zset | ids by createdAt                         | trimmed / with the incident |
 * | `codes:<phone>`          | hash   | 1 to 99 → incident, or `window/<id>`, `request/<id>`, 100 to 999 → notification (a bundle); `of:<incident>` → its code, `over:<code>` → since when it was seen to be over, `bundle` last code of one, `full` until when none is looked for, `passive` replies without effect | for ever |
 * | `latest:<phone>`         | list   | the newest 5 notifications with problem pages to it, newest first      | 30 d                        |
 * | `text:<id>`              | string | HeardText, or `done` once it is settled                                | 7 d                         |
 * | `opted-out`              | hash   | phone → when it said STOP                                              | until START                 |
 * | `reached`                | hash   | `ok:<method key>` → when a provider last took a message to it, `bad:<method key>` → when one last failed, and why | for ever |
 * | `dead-letters`           | list   | the newest 10,000 DeadLetter, newest first                             | by count                    |
 * | `dead-letter-ends`       | hash   | id → DeadLetterEnd (JSON): retried, forgiven, delivered; by whom       | for ever                    |
 * | `window:<id>`            | string | MaintenanceWindow                                                      | 30 d after its end          |
 * | `held:<window>`          | hash   | incident id → when something of it that the window covers last failed; `#alerts`: how many messages it kept back | 60 d after the last |
 * | `recurring:<id>`         | string | RecurringRecord: a recurring window of the API                         | for ever; 30 d after it is ended |
 * | `recurring-windows`      | zset   | ids of those that still recur, by createdAt                            | while they recur            |
 * | `recurring-told`         | hash   | name of a recurring window, or that and ` holds` → what people were told of, what it last held | for ever, two each         |
 * | `current-windows`        | zset   | ids by endsAt                                                          | until a day after the end   |
 * | `all-windows`            | zset   | ids by createdAt                                                       | trimmed as they expire      |
 * | `window-epoch`           | string | grows with every change of a window or an override                     | for ever                    |
 * | `shifts:<schedule>`      | string | ShiftRecord: the shifts that its people were last told of              | 90 d without a look         |
 * | `override:<id>`          | string | Override of a schedule                                                 | 90 d after its end          |
 * | `current-overrides`      | zset   | ids by endsAt                                                          | until 35 d after the end    |
 * | `all-overrides`          | zset   | ids by createdAt                                                       | trimmed as they expire      |
 * | `outbox-item:<id>`, `outbox` | string, zset | OutboxItem, ids by when                                      | 30 d                        |
 * | `feed:<id>`              | string | CalendarFeed: a secret address, its secret hashed                      | for ever; 90 d after it is revoked |
 * | `all-feeds`              | zset   | ids by createdAt                                                       | for ever                    |
 * | `idempotency:<request>`  | string | KeptAnswer of an `Idempotency-Key`, empty while it is being made       | 24 h; 60 s                  |
 * | `last-seen`              | hash   | source, or source and node → when it was last heard                    | a week of silence           |
 * | `token:<id>`             | hash   | `doc` (JSON of AccessToken), `hash` (SHA-256 of the token), `usedAt`, `revokedAt`, `revokedBy` | 30 d after its expiry |
 * | `tokens`                 | zset   | ids of tokens by createdAt                                             | trimmed as they expire      |
 * | `audit`                  | list   | AuditRecord as JSON, oldest first: record n stands at n - 1            | for ever                    |
 * | `audit-head`             | string | hash of the last record                                                | for ever                    |
 * | `login:<id>`             | hash   | `doc` (JSON of PendingLogin), `attempts`                               | 10 min; a contact method 15  |
 * | `added-methods`          | hash   | id → AddedMethod (JSON): contact methods beside those of the rules    | until removed               |
 * | `rate:<what>`            | string | how often it came in this stretch of time                              | the stretch                 |
 * | `access-request:<id>`, `access-requests` | string, zset | AccessRequest, ids by createdAt                      | 30 d                        |
 * | `asked:<source>`         | hash   | `comparison` (JSON), `told:<check key>` → ToldAcknowledgement, `spread:<window>` → the end that its downtimes have there | for ever |
 * | `asking:<source>`        | string | the process that compares with it                                      | its lease                   |
 * | `tried`                  | string | nothing: written to learn whether writes are taken                     | for ever                    |
 * | `canary:<kind>…`         |        | the same kinds again: the ledger of the canary; `canary:arrivals` counts its wake-ups | minutes      |
 * | `bull:*`                 |        | BullMQ's own                                                           |                             |
 */
export type KeyKind =
  | 'access-request'
  | 'alert'
  | 'asked'
  | 'asking'
  | 'calls'
  | 'check'
  | 'codes'
  | 'feed'
  | 'held'
  | 'idempotency'
  | 'incident'
  | 'incident-alerts'
  | 'incident-notifications'
  | 'incident-number'
  | 'latest'
  | 'login'
  | 'notification'
  | 'open-of'
  | 'outbox-item'
  | 'override'
  | 'page'
  | 'shifts'
  | 'storm'
  | 'rate'
  | 'recurring'
  | 'text'
  | 'timeline'
  | 'token'
  | 'window';

/** Keys of which there is one. */
export type SingleKey =
  | 'access-requests'
  | 'added-methods'
  | 'arrivals'
  | 'all-incidents'
  | 'all-notifications'
  | 'all-feeds'
  | 'all-overrides'
  | 'all-windows'
  | 'audit'
  | 'audit-head'
  | 'dead-letters'
  | 'dead-letter-ends'
  | 'due'
  | 'last-seen'
  | 'open-incidents'
  | 'opted-out'
  | 'outbox'
  | 'reached'
  | 'recurring-windows'
  | 'recurring-told'
  | 'tokens'
  | 'tried'
  | 'window-epoch';

/** `key('pr', 'incident', 'abc')` → `pr:incident:abc`. */
export function key(prefix: string, kind: KeyKind, id: string): string {
  return `${prefix}:${kind}:${id}`;
}

/** `singleKey('pr', 'due')` → `pr:due`. */
export function singleKey(prefix: string, kind: SingleKey): string {
  return `${prefix}:${kind}`;
}

/** `key` and `one` name keys as above; P is the prefix. Seconds for EXPIRE: `MONTH` 30 d, `WEEK` 7 d, or KEEP where a store keeps things shorter. */
const LUA_NAMES = `
local P = ARGV[1]
local KEEP = tonumber(ARGV[2])
local MONTH, WEEK = KEEP or 2592000, KEEP or 604800
local null = cjson.null
local function key(kind, id) return P .. ':' .. kind .. ':' .. id end
local function one(kind) return P .. ':' .. kind end
local DUE = one('due')
`;

/** Start of a script for one request: ARGV[3] is the request as JSON. */
export const LUA_SINGLE = `${LUA_NAMES}
local q = cjson.decode(ARGV[3])
`;

/**
 * Start of a script for several requests in one run, each a step of its own: \`q\` is the request at hand, \`text(n)\` its
 * nth text, which the script stores without reading it; \`STEPS[q.step]\` serves it and answers with a string.
 */
export const LUA_BATCH = `${LUA_NAMES}
local q, TEXTS
local STEPS = {}
local function text(n) return ARGV[TEXTS + n] end
`;

/**
 * Its run. ARGV: prefix, seconds, id of the run, then each request: its JSON, the number of its texts, the texts. A repeat of
 * the run (a resent command whose reply was lost) gets the first answers. A request that breaks an expectation fails alone,
 * with \`!\` before its reason.
 */
export const LUA_RUN_BATCH = `
local DID = key('did', ARGV[3])
local repeated = redis.call('GET', DID)
if repeated then return cmsgpack.unpack(repeated) end
local replies, at = {}, 4
while ARGV[at] do
  q, TEXTS = cjson.decode(ARGV[at]), at + 1
  local fine, reply = pcall(STEPS[q.step])
  if not fine then reply = '!' .. (type(reply) == 'table' and reply.err or tostring(reply)) end
  replies[#replies + 1] = reply
  at = at + 2 + tonumber(ARGV[at + 1])
end
`;

/** Its end, after what is done once for the whole run. */
export const LUA_END_BATCH = `
redis.call('SET', DID, cmsgpack.pack(replies), 'EX', 60)
return replies
`;

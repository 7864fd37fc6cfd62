-- Joins reports into one signing, in one step, and makes its answer ready.
--
-- KEYS[1]  the signing's hash
-- ARGV[1]  outContractCode
-- ARGV[2]  life of a signing that is new, in ms
-- ARGV[3]  least life that an unfinished signing is to have left, in ms; 0 leaves it alone
-- ARGV[4]  channel that wakes long polls
-- ARGV[5…] triples: field, 'smallest' or 'largest', text
--
-- Returns {code, fields that changed, the earlier text of `confirmed` or '', the whole hash as a flat list}.
-- Codes: 0  neither preSigned nor confirmed is known of this signing: nothing was written
--        1  nothing new
--        2  changed
--
-- A field is a fact, or the mark of an event that the merchant has taken. Texts are joined by the order of
-- their bytes, compared here one by one: `<` follows the locale that Redis was started in.

local function precedes(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then return x < y end
  end
  return #a < #b
end

local function seq(text)
  return text and tonumber(string.sub(text, 1, 10)) or 0
end

local known, existed = {}, false
local flat = redis.call('HGETALL', KEYS[1])
for i = 1, #flat, 2 do
  known[flat[i]] = flat[i + 1]
  existed = true
end

local earlierConfirmed = known.confirmed or ''
local changed, writes = {}, {}
for i = 5, #ARGV, 3 do
  local field, keep, text = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local old = known[field]
  if not old or (keep == 'smallest' and precedes(text, old)) or (keep == 'largest' and precedes(old, text)) then
    known[field] = text
    changed[#changed + 1] = field
    writes[#writes + 1] = field
    writes[#writes + 1] = text
  end
end

if not known.preSigned and not known.confirmed then return { 0, '', '', {} } end

local code = 1
if #changed > 0 then
  code = 2
  local launched, returned, noContract = seq(known.launched), seq(known.returned), seq(known.noContract)
  local status = known.terminated and 'terminated'
    or known.confirmed and 'signed'
    or known.closed and 'expired'
    or launched > returned and 'signing'
    or returned > 0 and noContract >= returned and 'not_signed'
    or returned > 0 and 'confirming'
    or 'ready'

  local party = known.party and cjson.decode(known.party) or {}
  local expiresAt = known.preSigned and string.match(known.preSigned, '"expiresAt":("[^"]*")')
  -- '%.0f', because the integers of '%d' have 32 bits in the embedded Redis.
  local answer = '{"outContractCode":"' .. ARGV[1] .. '","status":"' .. status .. '"'
    .. ',"seq":' .. string.format('%.0f', math.max(launched, returned))
    .. ',"displayAccount":' .. cjson.encode(party.displayAccount or '')
  if expiresAt then answer = answer .. ',"expiresAt":' .. expiresAt end
  if known.confirmed then
    local signedAt, contractId = string.match(known.confirmed, '^%[("[^"]*"),(".*"),"%a+"%]$')
    answer = answer .. ',"contractId":' .. contractId .. ',"signedAt":' .. signedAt
  end
  local terminatedAt = known.terminated and string.match(known.terminated, '^%[%d,("[^"]*"),')
  if terminatedAt and terminatedAt ~= '"~"' then answer = answer .. ',"terminatedAt":' .. terminatedAt end
  answer = answer .. '}'

  local version = string.sub(redis.sha1hex(answer), 1, 16)
  if version ~= known.version then
    known.answer, known.version = answer, version
    for _, field in ipairs({ 'answer', 'version' }) do
      writes[#writes + 1] = field
      writes[#writes + 1] = known[field]
    end
    redis.call('PUBLISH', ARGV[4], ARGV[1])
  end
  redis.call('HSET', KEYS[1], unpack(writes))
end

if known.confirmed or known.terminated then
  redis.call('PERSIST', KEYS[1])
elseif not existed then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
elseif tonumber(ARGV[3]) > 0 and redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end

local fields = {}
for field, text in pairs(known) do
  fields[#fields + 1] = field
  fields[#fields + 1] = text
end
return { code, table.concat(changed, ' '), earlierConfirmed, fields }

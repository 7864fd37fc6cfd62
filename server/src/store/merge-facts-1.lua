-- Joins reports into one signing, in one step.
--
-- KEYS[1]  the signing's hash
-- ARGV[1]  outContractCode
-- ARGV[2]  the format that the hash is to have; one with a higher is left alone
-- ARGV[3]  life of a signing that is new, in ms
-- ARGV[4]  least life that an unfinished signing is to have left, in ms; 0 leaves it alone
-- ARGV[5]  channel that wakes long polls
-- ARGV[6]  fields that are no part of a decided signing, each between spaces
-- ARGV[7]  how many texts follow that the field `party` has to hold; with any the signing has to be known
-- ARGV[…]  those texts
-- ARGV[…]  triples: field, 'smallest' or 'largest', text
--
-- Returns {code, fields that changed, the earlier text of `confirmed` or '', the whole hash as a flat list}.
-- Codes: 0  the signing is not known, and the reports do not make it known: nothing was written
--        1  nothing new
--        2  changed
--        3  the hash has a higher format: nothing was written
--        4  its party is another: nothing was written
--
-- A field is a fact, or the mark of an event that the merchant has taken. Texts are joined by the order of their
-- bytes, compared here one by one: `<` follows the locale that Redis was started in.

local function precedes(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then return x < y end
  end
  return #a < #b
end

local function flatten(fields)
  local flat = {}
  for field, text in pairs(fields) do
    flat[#flat + 1] = field
    flat[#flat + 1] = text
  end
  return flat
end

local known, existed = {}, false
local stored = redis.call('HGETALL', KEYS[1])
for i = 1, #stored, 2 do
  known[stored[i]] = stored[i + 1]
  existed = true
end
local format = tonumber(known.format or '0') or math.huge
if format > tonumber(ARGV[2]) then return { 3, '', '', {} } end

local reports = 8 + tonumber(ARGV[7])
for i = 8, reports - 1 do
  if not existed then return { 0, '', '', {} } end
  if not string.find(known.party or '', ARGV[i], 1, true) then return { 4, '', '', flatten(known) } end
end

local earlierConfirmed = known.confirmed or ''
local changed, writes, drops = {}, {}, {}
for i = reports, #ARGV, 3 do
  local field, keep, text = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local old = known[field]
  if not old or (keep == 'smallest' and precedes(text, old)) or (keep == 'largest' and precedes(old, text)) then
    known[field], writes[field] = text, text
  end
end
if not existed and not known.preSigned and not known.confirmed then return { 0, '', '', {} } end

local decided = known.confirmed or known.terminated
for field in string.gmatch(ARGV[6], '%S+') do
  if decided and known[field] then
    known[field], writes[field] = nil, nil
    drops[#drops + 1] = field
  end
end
for field in pairs(writes) do changed[#changed + 1] = field end
if format < tonumber(ARGV[2]) then
  known.format, writes.format = ARGV[2], ARGV[2]
  known.answer, known.version = nil, nil
  drops[#drops + 1], drops[#drops + 2] = 'answer', 'version'
end
if #drops > 0 then redis.call('HDEL', KEYS[1], unpack(drops)) end
if next(writes) then redis.call('HSET', KEYS[1], unpack(flatten(writes))) end
if #changed > 0 then redis.call('PUBLISH', ARGV[5], ARGV[1]) end

if decided then
  redis.call('PERSIST', KEYS[1])
elseif not existed then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
elseif tonumber(ARGV[4]) > 0 and redis.call('PTTL', KEYS[1]) < tonumber(ARGV[4]) then
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
end
return { #changed > 0 and 2 or 1, table.concat(changed, ' '), earlierConfirmed, flatten(known) }

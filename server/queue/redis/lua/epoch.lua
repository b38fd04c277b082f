--- @include "include/policy"
-- Returns the epoch that this Redis process knows, or '0' if the queue must begin a new epoch.
local meta = redis.call('HMGET', META, 'epoch', 'server')
return meta[1] and meta[2] == server() and meta[1] or '0'

-- The epoch that this store knows, of this process of it: '0' where the line must be begun anew.
local meta = redis.call('HMGET', META, 'epoch', 'server')
return meta[1] and meta[2] == server() and meta[1] or '0'

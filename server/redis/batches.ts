import DataLoader from 'dataloader';
import type { RedisClient } from './redis.ts';

const sizeMax = 200;

/**
 * Returns a function that combines the calls of one event-loop iteration. Calls to one client with
 * the same key share one `runTogether`, in order of arrival, so that they share the fixed cost of a
 * script call. A single call waits for no other call. A failed batch fails only its own calls.
 */
export function inBatches<Call, Reply>(
  keyOf: (call: Call) => string,
  runTogether: (redis: RedisClient, calls: Call[]) => Promise<Reply[]>,
): (redis: RedisClient, call: Call) => Promise<Reply> {
  const runAll = async (redis: RedisClient, all: readonly Call[]): Promise<(Reply | Error)[]> => {
    const replies = new Array<Reply | Error>(all.length);
    const batches = Map.groupBy(all.entries(), ([, call]) => keyOf(call));
    const runs = Array.from(batches.values(), async (batch) => {
      const calls = batch.map(([, call]) => call);
      const found = await runTogether(redis, calls).catch(toError);
      for (const [nth, [at]] of batch.entries())
        replies[at] = found instanceof Error ? found : (found[nth] ?? noReply());
    });
    await Promise.all(runs);
    return replies;
  };
  const loaders = new WeakMap<RedisClient, DataLoader<Call, Reply>>();
  return (redis, call) => {
    const loader =
      loaders.get(redis) ??
      new DataLoader<Call, Reply>((all) => runAll(redis, all), {
        cache: false,
        maxBatchSize: sizeMax,
        batchScheduleFn: (batch) => void setImmediate(batch),
      });
    loaders.set(redis, loader);
    return loader.load(call);
  };
}

const noReply = () => new Error('a call of a batch got no reply');
const toError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));

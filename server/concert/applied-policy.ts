import { log } from '../config/log.ts';
import { applyPolicy, type Stores } from '../queue/queue.ts';

/**
 * Sends a changed policy to the queue at once. Logs a failure instead of throwing it, because the
 * change has already committed. Every instance's next tick sends the policy again.
 */
export async function applyChangedPolicy(stores: Stores, concertId: number): Promise<void> {
  try {
    await applyPolicy(stores, concertId);
  } catch (error) {
    log.warn({ err: error, concertId }, 'could not apply the changed policy; the next tick will');
  }
}

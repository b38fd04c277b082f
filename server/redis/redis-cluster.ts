import { setTimeout as pause } from 'node:timers/promises';
import { Cluster, Command } from 'ioredis';
import { isUnavailable } from '../errors/driver-errors.ts';
import { log } from '../config/log.ts';

export const commandMsMax = 3_000;
const probeEveryMs = 250;

/**
 * A cluster client whose commands fail within `commandMsMax`. By itself, ioredis keeps each command
 * until a node is reachable. Commands for an unavailable node fail at once; only a probe contacts
 * the node. Waiting commands would delay queues on other nodes, because a job processes one queue
 * after another.
 */
export class ImpatientCluster extends Cluster {
  readonly #unavailable = new Set<string>();

  override sendCommand(...sent: Parameters<Cluster['sendCommand']>): unknown {
    const [command] = sent;
    if (this.#unavailable.has(this.#nodeOf(command))) {
      command.reject(new Error('Connection is closed: the node of this key is unavailable'));
      return command.promise;
    }
    command.setTimeout(commandMsMax);
    const answer = super.sendCommand(...sent);
    void command.promise.catch((error: unknown) => {
      const [key] = command.getKeys();
      if (key !== undefined && isUnavailable(error)) void this.#lose(this.#nodeOf(command), key);
    });
    return answer;
  }

  /** Returns '' for a command without a key, or if the client does not know the slots yet. */
  #nodeOf(command: Command): string {
    return command.getKeys().length === 0 ? '' : (this.slots[command.getSlot()]?.[0] ?? '');
  }

  async #lose(node: string, key: string | Buffer): Promise<void> {
    if (node === '' || this.#unavailable.has(node)) return;
    this.#unavailable.add(node);
    log.warn({ node }, 'a Redis node is unavailable');
    while (!(await this.#isServed(key)) && this.status !== 'end')
      await pause(probeEveryMs, undefined, { ref: false });
    this.#unavailable.delete(node);
    if (this.status !== 'end')
      log.info({ node }, 'the keys of an unavailable Redis node are served again');
  }

  /** Returns true if the node of the key or its replacement answers. */
  async #isServed(key: string | Buffer): Promise<boolean> {
    // Refreshes the slots explicitly, because ioredis waits for an error reply, which a hanging
    // node never sends.
    this.refreshSlotsCache();
    const probe = new Command('exists', [key]);
    probe.setTimeout(commandMsMax);
    super.sendCommand(probe);
    return probe.promise.then(
      () => true,
      (error: unknown) => !isUnavailable(error),
    );
  }
}

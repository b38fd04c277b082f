import { setTimeout as pause } from 'node:timers/promises';
import { Cluster, Command } from 'ioredis';
import { isUnavailable } from '../errors/driver-errors.ts';
import { log } from '../config/log.ts';

export const commandMsMax = 3_000;
const probeEveryMs = 250;

/**
 * A cluster client whose commands fail within `commandMsMax`. Without this class, ioredis keeps
 * each command until a node is reachable. After a failure, only a probe contacts the unavailable
 * node, and all other commands for that node fail at once. If each command waited for the
 * unavailable node, jobs would delay queues on other nodes, because jobs process queues one after
 * the other.
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

  /**
   * Returns the node of a command by the known slots. Returns '' for a command without a key, or if
   * the client does not know the slots yet.
   */
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

  /** Returns true if a node answers for the key: the same node, or its replacement. */
  async #isServed(key: string | Buffer): Promise<boolean> {
    // ioredis itself refreshes the slots only after an error reply, and a hanging node sends no
    // reply.
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

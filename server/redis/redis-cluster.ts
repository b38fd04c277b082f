import { setTimeout as pause } from 'node:timers/promises';
import { Cluster, Command } from 'ioredis';
import { isUnavailable } from '../errors/driver-errors.ts';
import { log } from '../config/log.ts';

export const commandMsMax = 3_000;
const probeEveryMs = 250;

/**
 * A cluster whose commands fail in time, as with one server; it would keep them for as long as no node can be reached. A node that
 * was found to be away is asked by a probe alone, and commands for it fail at once: else those of its lines, each waiting for a
 * connection, would hold up the others at every place where work goes in turn.
 */
export class ImpatientCluster extends Cluster {
  readonly #away = new Set<string>();

  override sendCommand(...sent: Parameters<Cluster['sendCommand']>): unknown {
    const [command] = sent;
    if (this.#away.has(this.#nodeOf(command))) {
      command.reject(new Error('Connection is closed: the node of this key is away'));
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

  /** The node that a command is for by what is known now; empty for one without a key, and before the nodes are known. */
  #nodeOf(command: Command): string {
    return command.getKeys().length === 0 ? '' : (this.slots[command.getSlot()]?.[0] ?? '');
  }

  async #lose(node: string, key: string | Buffer): Promise<void> {
    if (node === '' || this.#away.has(node)) return;
    this.#away.add(node);
    log.warn({ node }, 'a node of the line’s store is away');
    while (!(await this.#isServed(key)) && this.status !== 'end')
      await pause(probeEveryMs, undefined, { ref: false });
    this.#away.delete(node);
    if (this.status !== 'end')
      log.info({ node }, 'the keys of a node that was away are served again');
  }

  /** Whether the key's node answers, be it the one of before or one that has taken over. */
  async #isServed(key: string | Buffer): Promise<boolean> {
    this.refreshSlotsCache(); // which only a refusal would do, and a node that hangs refuses nothing
    const probe = new Command('exists', [key]);
    probe.setTimeout(commandMsMax);
    super.sendCommand(probe);
    return probe.promise.then(
      () => true,
      (error: unknown) => !isUnavailable(error),
    );
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import { isUnavailable, sqlStateOf } from '../errors/driver-errors.ts';
import type { RefusalCode } from '../errors/errors.schema.ts';
import type { RefusalDetails } from '../errors/refusal-details.schema.ts';
import { Refusal, tryAgain } from '../errors/refusal.ts';
import type { Db } from './db.ts';
import { isSerializationFailure } from './transaction.ts';

/**
 * Outcome of one command of a group. `alone` runs the command in a separate transaction. `next`
 * defers the command to the next group, which sees this group's changes.
 */
export type Outcome<Reply> =
  | { kind: 'reply'; reply: Reply }
  | { kind: 'refusal'; refusal: Refusal }
  | { kind: 'alone' }
  | { kind: 'next' };

export function refused<C extends RefusalCode>(
  code: C,
  details: RefusalDetails<C>,
): { kind: 'refusal'; refusal: Refusal } {
  return { kind: 'refusal', refusal: new Refusal<C>(code, details) };
}

/** Returns the reply to a group's only command, or throws the refusal. */
export function replyOf<Reply>([outcome]: Outcome<Reply>[]): Reply {
  if (outcome?.kind === 'reply') return outcome.reply;
  throw outcome?.kind === 'refusal' ? outcome.refusal : new Error('a group of one gave no answer');
}

export interface CommandKind<Command, Reply> {
  /**
   * Runs a group of commands, each of a different user. Returns one outcome per command, in order.
   */
  runGroup: (db: Db, commands: Command[]) => Promise<Outcome<Reply>[]>;
  /** Runs one command in a separate transaction if a group cannot run it. */
  runAlone: (db: Db, command: Command) => Promise<Reply>;
  /**
   * True if a repeated command returns the first reply, so that the runner can repeat a group after
   * a lost connection.
   */
  isRepeatable: boolean;
}

interface Waiting<Command = unknown, Reply = unknown> {
  kind: CommandKind<Command, Reply>;
  userId: string;
  command: Command;
  since: number;
  resolve: (reply: Reply) => void;
  reject: (error: unknown) => void;
}

export interface GroupLimits {
  sizeMax: number;
  waitingMax: number;
  waitMsMax: number;
}

// A longer group probably waits for a lock of another transaction. The next group then starts
// concurrently, because its commands may not need this lock.
const overdueMs = 250;
const parallelMax = 4;
const repetitionsMax = 3;
const lockTimeout = '55P03';

/**
 * Group execution: commands that arrive while a group runs form the next group, so that they share
 * one COMMIT. Groups run one after the other: concurrent groups often fail to serialize, because
 * their rows share index pages. Without a running group, a command starts a group at once.
 */
export class GroupRunner {
  readonly #db: Db;
  readonly #limits: GroupLimits;
  #waiting: Waiting[] = [];
  /** True while a scheduled or running group delays the next group. */
  #isBusy = false;
  readonly #running = new Set<Waiting[]>();

  constructor(db: Db, limits: GroupLimits) {
    this.#db = db;
    this.#limits = limits;
  }

  /**
   * Resolves after the COMMIT of the command's group. Starts the commands of one user in order of
   * arrival, in separate groups. Refusals: those of `kind`, TRY_AGAIN (too many waiting commands,
   * or a wait longer than `waitMsMax`).
   */
  submit<Command, Reply>(
    kind: CommandKind<Command, Reply>,
    userId: string,
    command: Command,
  ): Promise<Reply> {
    if (this.#waiting.length >= this.#limits.waitingMax)
      return Promise.reject(tryAgain(new Error('too many commands wait for a group')));
    return new Promise<Reply>((resolve, reject) => {
      const since = performance.now();
      const waiting: Waiting<Command, Reply> = { kind, userId, command, since, resolve, reject };
      // Safe: `kind` alone reads the command, and its type matches the command's type.
      this.#waiting.push(waiting as unknown as Waiting);
      this.#start();
    });
  }

  #start(): void {
    if (this.#isBusy || this.#running.size === parallelMax || this.#waiting.length === 0) return;
    this.#isBusy = true;
    // Delays the group so that later commands of this event-loop iteration can join it.
    setImmediate(() => void this.#runNext());
  }

  async #runNext(): Promise<void> {
    const group = this.#takeGroup();
    if (group.length === 0) {
      this.#isBusy = false; // every waiting user has a command in a running group
      return;
    }
    this.#running.add(group);
    const ended = runGroup(this.#db, group).then((again) => {
      this.#waiting.unshift(...again);
      this.#running.delete(group);
    });
    const overdue = new AbortController();
    await Promise.race([ended, pause(overdueMs, null, { signal: overdue.signal })]);
    overdue.abort();
    this.#isBusy = false;
    this.#start();
    await ended;
    this.#start();
  }

  /**
   * Takes waiting commands of one kind, in order of arrival. Skips a command while an earlier
   * command of the same user waits or runs. Rejects commands that have waited longer than
   * `waitMsMax`.
   */
  #takeGroup(): Waiting[] {
    const now = performance.now();
    const group: Waiting[] = [];
    const left: Waiting[] = [];
    const users = new Set([...this.#running].flat().map(({ userId }) => userId));
    for (const [at, waiting] of this.#waiting.entries()) {
      const { kind, userId, since, reject } = waiting;
      if (group.length === this.#limits.sizeMax) {
        left.push(...this.#waiting.slice(at));
        break;
      }
      if (now - since > this.#limits.waitMsMax) {
        reject(tryAgain(new Error('the command waited too long')));
        continue;
      }
      if (!users.has(userId) && (group[0]?.kind ?? kind) === kind) group.push(waiting);
      else left.push(waiting);
      users.add(userId);
    }
    this.#waiting = left;
    return group;
  }
}

/**
 * Runs a group until each member has an answer or must join the next group. Returns the members for
 * the next group.
 */
async function runGroup(db: Db, group: Waiting[]): Promise<Waiting[]> {
  const [first] = group;
  if (first === undefined) return [];
  const { kind } = first;
  for (let run = 1; ; run += 1) {
    try {
      const commands = group.map(({ command }) => command);
      const outcomes = await kind.runGroup(db, commands);
      return group.filter((member, at) => answer(db, member, outcomes[at]));
    } catch (error) {
      switch (remedyFor(error, kind, { run, size: group.length })) {
        case 'repeat':
          await pause(Math.random() * 2 ** run);
          continue;
        case 'reject':
          for (const { reject } of group) reject(error);
          return [];
        case 'alone':
          return group.filter((member) => answer(db, member, { kind: 'alone' }));
        case 'halve': {
          const half = Math.ceil(group.length / 2);
          const again = await runGroup(db, group.slice(0, half));
          return [...again, ...(await runGroup(db, group.slice(half)))];
        }
      }
    }
  }
}

/** Chooses a remedy for a failed group, so that one bad command cannot fail the others. */
function remedyFor(
  error: unknown,
  { isRepeatable }: Pick<CommandKind<never, never>, 'isRepeatable'>,
  { run, size }: { run: number; size: number },
): 'repeat' | 'reject' | 'alone' | 'halve' {
  // Perhaps only one member needs the lock, so each member runs alone.
  if (sqlStateOf(error) === lockTimeout) return size === 1 ? 'reject' : 'alone';
  const isOutage = isUnavailable(error) && !isSerializationFailure(error);
  if (run < repetitionsMax && (isOutage ? isRepeatable : isSerializationFailure(error)))
    return 'repeat';
  if (isOutage) return 'reject';
  return size === 1 ? 'alone' : 'halve';
}

/** Answers a member. Returns true instead if the member must join the next group. */
function answer(
  db: Db,
  { kind, command, resolve, reject }: Waiting,
  outcome: Outcome<unknown> | undefined,
): boolean {
  switch (outcome?.kind) {
    case 'reply':
      resolve(outcome.reply);
      return false;
    case 'refusal':
      reject(outcome.refusal);
      return false;
    case 'next':
      return true;
    case 'alone':
      kind.runAlone(db, command).then(resolve, reject);
      return false;
    case undefined:
      reject(new Error('a command of a group was not answered'));
      return false;
  }
}

/** Returns a function that creates one runner per client, at the client's first use. */
function runners(limits: GroupLimits): (db: Db) => GroupRunner {
  const known = new WeakMap<Db, GroupRunner>();
  return (db) => {
    const runner = known.get(db) ?? new GroupRunner(db, limits);
    known.set(db, runner);
    return runner;
  };
}

/** Returns the client's common runner for holds, charges and payments. */
export const runnerOf = runners({ sizeMax: 32, waitingMax: 10_000, waitMsMax: 5_000 });

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
  /** Names the scarce things that a command wants. Of commands for one thing, the earlier wins. */
  claimsOf?: (command: Command) => string[];
}

interface Waiting<Command = unknown, Reply = unknown> {
  kind: CommandKind<Command, Reply>;
  userId: string;
  command: Command;
  /** The user, and the claims of the command. */
  claims: string[];
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
 *
 * A command waits while an earlier command of its user, or with a common claim, waits, runs alone or
 * runs in another group. Only members of one group may have a common claim; their kind decides in
 * order of arrival.
 */
export class GroupRunner {
  readonly #db: Db;
  readonly #limits: GroupLimits;
  #waiting: Waiting[] = [];
  /** True while a scheduled or running group delays the next group. */
  #isBusy = false;
  readonly #running = new Set<Waiting[]>();
  readonly #alone = new Set<Waiting>();

  constructor(db: Db, limits: GroupLimits) {
    this.#db = db;
    this.#limits = limits;
  }

  /**
   * Resolves after the COMMIT of the command's transaction. Runs the commands of one user one after
   * the other, in order of arrival. Refusals: those of `kind`, TRY_AGAIN (too many waiting commands,
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
      const claims = [userId, ...(kind.claimsOf?.(command) ?? [])];
      const since = performance.now();
      const member: Waiting<Command, Reply> = {
        kind,
        userId,
        command,
        claims,
        since,
        resolve,
        reject,
      };
      // Safe: `kind` alone reads the command, and its type matches the command's type.
      this.#waiting.push(member as unknown as Waiting);
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
      this.#isBusy = false; // every waiting command waits for a running command
      return;
    }
    this.#running.add(group);
    const ended = runGroup(this.#db, group).then((unanswered) => {
      this.#running.delete(group);
      this.#continue(unanswered);
    });
    const overdue = new AbortController();
    await Promise.race([ended, pause(overdueMs, null, { signal: overdue.signal })]);
    overdue.abort();
    this.#isBusy = false;
    this.#start();
    await ended;
    this.#start();
  }

  /** Runs the members that must run alone, in order of arrival. Lets the others wait again. */
  #continue(unanswered: Unanswered[]): void {
    const claimed = new Set([...this.#alone].flatMap(({ claims }) => claims));
    const again: Waiting[] = [];
    for (const { member, runs } of unanswered) {
      if (runs === 'alone' && member.claims.every((claim) => !claimed.has(claim)))
        void this.#runAlone(member);
      else again.push(member);
      for (const claim of member.claims) claimed.add(claim);
    }
    this.#waiting.unshift(...again);
  }

  async #runAlone(member: Waiting): Promise<void> {
    const { kind, command, resolve, reject } = member;
    this.#alone.add(member);
    await kind.runAlone(this.#db, command).then(resolve, reject);
    this.#alone.delete(member);
    this.#start();
  }

  /**
   * Takes waiting commands of one kind and of different users, in order of arrival. Rejects commands
   * that have waited longer than `waitMsMax`.
   */
  #takeGroup(): Waiting[] {
    const now = performance.now();
    const group: Waiting[] = [];
    const left: Waiting[] = [];
    const users = new Set<string>();
    const earlier = [...this.#running].flat().concat(...this.#alone);
    const claimed = new Set(earlier.flatMap(({ claims }) => claims));
    for (const [at, waiting] of this.#waiting.entries()) {
      const { kind, userId, claims, since, reject } = waiting;
      if (group.length === this.#limits.sizeMax) {
        left.push(...this.#waiting.slice(at));
        break;
      }
      if (now - since > this.#limits.waitMsMax) {
        reject(tryAgain(new Error('the command waited too long')));
        continue;
      }
      const isFree = !users.has(userId) && claims.every((claim) => !claimed.has(claim));
      if (isFree && (group[0]?.kind ?? kind) === kind) {
        group.push(waiting);
        users.add(userId);
      } else {
        left.push(waiting);
        for (const claim of claims) claimed.add(claim);
      }
    }
    this.#waiting = left;
    return group;
  }
}

/** Member without an answer from its group. */
interface Unanswered {
  member: Waiting;
  /** `next`: in the next group. */
  runs: 'alone' | 'next';
}

/**
 * Runs a group until each member has an answer, must run alone or must join the next group. Returns
 * the members without an answer, in order of arrival.
 */
async function runGroup(db: Db, group: Waiting[]): Promise<Unanswered[]> {
  const [first] = group;
  if (first === undefined) return [];
  const { kind } = first;
  for (let run = 1; ; run += 1) {
    try {
      const commands = group.map(({ command }) => command);
      const outcomes = await kind.runGroup(db, commands);
      return group.flatMap((member, at) => answer(member, outcomes[at]));
    } catch (error) {
      switch (remedyFor(error, kind, { run, size: group.length })) {
        case 'repeat':
          await pause(Math.random() * 2 ** run);
          continue;
        case 'reject':
          for (const { reject } of group) reject(error);
          return [];
        case 'alone':
          return group.map((member) => ({ member, runs: 'alone' }));
        case 'halve': {
          const half = Math.ceil(group.length / 2);
          const unanswered = await runGroup(db, group.slice(0, half));
          return [...unanswered, ...(await runGroup(db, group.slice(half)))];
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

/** Answers a member, or returns it. */
function answer(member: Waiting, outcome: Outcome<unknown> | undefined): Unanswered[] {
  switch (outcome?.kind) {
    case 'reply':
      member.resolve(outcome.reply);
      return [];
    case 'refusal':
      member.reject(outcome.refusal);
      return [];
    case 'alone':
    case 'next':
      return [{ member, runs: outcome.kind }];
    case undefined:
      member.reject(new Error('a command of a group was not answered'));
      return [];
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

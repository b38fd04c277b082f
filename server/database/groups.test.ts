import { setImmediate as nextIteration, setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isRefusal, Refusal } from '../errors/refusal.ts';
import type { Db } from './db.ts';
import { type CommandKind, GroupRunner, type GroupLimits, type Outcome } from './groups.ts';

const db = {} as Db; // no command kind in this file uses the database
const rolledBack = Object.assign(new Error('rolled back'), { code: 'P2034' });
const connectionLost = Object.assign(new Error('connection lost'), { code: 'P1017' });
const tryAgain = { code: 'TRY_AGAIN' };

let clock = 0;
beforeEach(() => {
  clock = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
});
afterEach(() => vi.restoreAllMocks());

type Runner = Pick<GroupRunner, 'submit'>;
const aRunner = (limits: Partial<GroupLimits> = {}): GroupRunner =>
  new GroupRunner(db, { sizeMax: 10, waitingMax: 100, waitMsMax: 5_000, ...limits });

/** The first letter of a command is its user: `a1` and `a2` are commands of user `a`. */
const userOf = (command: string) => command.slice(0, 1);
const reply = (command: string): Outcome<string> => ({ kind: 'reply', reply: `${command} done` });
const refusal: Outcome<string> = { kind: 'refusal', refusal: new Refusal('WALLET_LIMIT', {}) };

interface Run {
  commands: string[];
  /** Ends the group with `outcomes`; by default, each command gets a reply. */
  end: (outcomes?: Outcome<string>[]) => void;
  fail: (error: Error) => void;
}

const noClaims: (command: string) => string[] = () => [];
/** Seat numbers of a command: `a12` wants the seats 1 and 2. */
const seatsOf = (command: string) => Array.from(command.slice(1));

/** Command kind whose groups run until the test ends them. */
function aKind({ isRepeatable = false, claimsOf = noClaims } = {}) {
  const started: Run[] = [];
  const awaited: ((run: Run) => void)[] = [];
  const kind: CommandKind<string, string> = {
    isRepeatable,
    claimsOf,
    runAlone: (_, command) => Promise.resolve(`${command} alone`),
    runGroup: (_, commands) =>
      new Promise((resolve, reject) => {
        const end: Run['end'] = (outcomes) => resolve(outcomes ?? commands.map(reply));
        const run = { commands, end, fail: reject };
        const take = awaited.shift();
        if (take === undefined) started.push(run);
        else take(run);
      }),
  };
  /** Returns the next group as soon as it has started. */
  const nextGroup = async (): Promise<Run> =>
    started.shift() ?? (await new Promise((resolve) => awaited.push(resolve)));
  const submit = (runner: Runner, ...commands: string[]): Promise<string>[] =>
    commands.map((command) => {
      const answered = runner.submit(kind, userOf(command), command);
      answered.catch(() => undefined); // prevents an unhandled rejection until the test awaits it
      return answered;
    });
  return { kind, started, nextGroup, submit };
}

/** Returns each command's reply, refusal code or error message. */
const answersOf = (answers: Promise<string>[]): Promise<string[]> =>
  Promise.all(
    answers.map((answer) =>
      answer.catch((error: unknown) =>
        isRefusal(error) ? error.code : error instanceof Error ? error.message : String(error),
      ),
    ),
  );

/**
 * Broken runner. Puts all waiting commands in one group. Rejects all commands of a failed group.
 * Runs a command alone beside the next groups.
 */
class PlainRunner implements Runner {
  readonly #isNewestFirst: boolean;
  #waiting: {
    command: unknown;
    resolve: (reply: never) => void;
    reject: (error: unknown) => void;
  }[] = [];
  #isBusy = false;

  constructor({ isNewestFirst = false } = {}) {
    this.#isNewestFirst = isNewestFirst;
  }

  submit<Command, Reply>(kind: CommandKind<Command, Reply>, _: string, command: Command) {
    return new Promise<Reply>((resolve, reject) => {
      this.#waiting.push({ command, resolve, reject });
      if (!this.#isBusy) setImmediate(() => void this.#run(kind));
      this.#isBusy = true;
    });
  }

  async #run<Command, Reply>(kind: CommandKind<Command, Reply>): Promise<void> {
    const group = this.#isNewestFirst ? this.#waiting.toReversed() : this.#waiting;
    this.#waiting = [];
    try {
      const outcomes = await kind.runGroup(
        db,
        group.map(({ command }) => command as Command),
      );
      for (const [at, { resolve, reject }] of group.entries()) {
        const outcome = outcomes[at];
        if (outcome?.kind === 'reply') resolve(outcome.reply as never);
        else if (outcome?.kind === 'alone')
          kind.runAlone(db, group[at]?.command as Command).then(resolve as never, reject);
        else reject(outcome);
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
    this.#isBusy = this.#waiting.length > 0;
    if (this.#isBusy) void this.#run(kind);
  }
}

/** Waits five event-loop iterations, enough for a runner to start every due group. */
async function settled(): Promise<void> {
  for (let iteration = 0; iteration < 5; iteration += 1) await nextIteration();
}

test('a lone command starts at once', async () => {
  const { started, submit } = aKind();
  const [answer] = submit(aRunner(), 'a1');
  await nextIteration();
  expect(started.map(({ commands }) => commands)).toEqual([['a1']]);
  started[0]?.end();
  expect(await answer).toBe('a1 done');
});

test('the commands that arrive while a group runs form the next group, in order', async () => {
  const { nextGroup, started, submit } = aKind();
  const runner = aRunner();
  void submit(runner, 'a1');
  const first = await nextGroup();
  void submit(runner, 'b1', 'c1');
  await settled();
  void submit(runner, 'd1');
  await settled();
  expect(started).toEqual([]);
  first.end();
  expect((await nextGroup()).commands).toEqual(['b1', 'c1', 'd1']);
});

test('a group has at most the given size, and the rest form the next one', async () => {
  const { nextGroup, submit } = aKind();
  void submit(aRunner({ sizeMax: 2 }), 'a1', 'b1', 'c1');
  const first = await nextGroup();
  expect(first.commands).toEqual(['a1', 'b1']);
  first.end();
  expect((await nextGroup()).commands).toEqual(['c1']);
});

test('commands of different kinds are in different groups', async () => {
  const [one, other] = [aKind(), aKind()];
  const runner = aRunner();
  void one.submit(runner, 'a1');
  void other.submit(runner, 'b1');
  void one.submit(runner, 'c1');
  const first = await one.nextGroup();
  expect(first.commands).toEqual(['a1', 'c1']);
  first.end();
  expect((await other.nextGroup()).commands).toEqual(['b1']);
});

test('each command gets its own reply or refusal', async () => {
  const { nextGroup, submit } = aKind();
  const answers = submit(aRunner(), 'a1', 'b1', 'c1');
  (await nextGroup()).end([reply('a1'), refusal, reply('c1')]);
  expect(await answersOf(answers)).toEqual(['a1 done', 'WALLET_LIMIT', 'c1 done']);
});

test('a command without an outcome is an error and not left waiting', async () => {
  const { nextGroup, submit } = aKind();
  const answers = submit(aRunner(), 'a1', 'b1');
  (await nextGroup()).end([reply('a1')]);
  expect(await answersOf(answers)).toEqual(['a1 done', 'a command of a group was not answered']);
});

/** Submits two commands of one user and one command of another user. Returns the groups. */
async function groupsOf(runner: Runner): Promise<string[][]> {
  const { nextGroup, submit } = aKind();
  const answers = submit(runner, 'a1', 'a2', 'b1');
  const groups: string[][] = [];
  while (groups.flat().length < answers.length) {
    const { commands, end } = await nextGroup();
    groups.push(commands);
    end();
  }
  await Promise.all(answers);
  return groups;
}

test('two commands of one user are never in one group, and the earlier is first', async () => {
  expect(await groupsOf(aRunner())).toEqual([['a1', 'b1'], ['a2']]);
});

test('negative control: a runner that ignores the users puts both in one group', async () => {
  expect(await groupsOf(new PlainRunner())).toEqual([['a1', 'a2', 'b1']]);
});

test('a command waits while an overdue group of its user runs', async () => {
  const { nextGroup, started, submit } = aKind();
  const runner = aRunner();
  void submit(runner, 'a1');
  const overdue = await nextGroup();
  const later = submit(runner, 'a2', 'b1', 'a3');
  const beside = await nextGroup();
  expect(beside.commands).toEqual(['b1']);
  beside.end();
  await settled();
  expect(started).toEqual([]);
  overdue.end();
  const next = await nextGroup();
  expect(next.commands).toEqual(['a2']);
  next.end();
  (await nextGroup()).end();
  expect(await answersOf(later)).toEqual(['a2 done', 'b1 done', 'a3 done']);
});

test('a command that finds a full waiting list is refused with TRY_AGAIN, and the others run', async () => {
  const { nextGroup, submit } = aKind();
  const answers = submit(aRunner({ waitingMax: 2 }), 'a1', 'b1', 'c1');
  await expect(answers[2]).rejects.toMatchObject(tryAgain);
  const group = await nextGroup();
  expect(group.commands).toEqual(['a1', 'b1']);
  group.end();
  expect(await answersOf(answers)).toEqual(['a1 done', 'b1 done', 'TRY_AGAIN']);
});

test('a command that waited longer than the limit is refused with TRY_AGAIN and never runs', async () => {
  const { nextGroup, submit } = aKind();
  const runner = aRunner({ waitMsMax: 5_000 });
  void submit(runner, 'a1');
  const first = await nextGroup();
  const [late] = submit(runner, 'b1');
  clock = 2_000;
  void submit(runner, 'c1');
  clock = 5_001;
  first.end();
  expect((await nextGroup()).commands).toEqual(['c1']);
  await expect(late).rejects.toMatchObject(tryAgain);
});

test('a command that waited too long does not detain the next of its user', async () => {
  const { nextGroup, submit } = aKind();
  const runner = aRunner({ waitMsMax: 5_000 });
  void submit(runner, 'a1');
  const first = await nextGroup();
  void submit(runner, 'b1');
  clock = 2_000;
  void submit(runner, 'b2');
  clock = 5_001;
  first.end();
  expect((await nextGroup()).commands).toEqual(['b2']);
});

test('a rolled-back group repeats as a whole, and its commands get one answer', async () => {
  const { nextGroup, submit } = aKind();
  const answers = submit(aRunner(), 'a1', 'b1');
  (await nextGroup()).fail(rolledBack);
  const again = await nextGroup();
  expect(again.commands).toEqual(['a1', 'b1']);
  again.end();
  expect(await answersOf(answers)).toEqual(['a1 done', 'b1 done']);
});

test('a group that is always rolled back repeats, then halves, then runs each command alone', async () => {
  const { nextGroup, submit } = aKind();
  const answers = submit(aRunner(), 'a1', 'b1', 'c1');
  const groups: string[] = [];
  while (groups.length < 15) {
    const { commands, fail } = await nextGroup();
    groups.push(commands.join(' '));
    fail(rolledBack);
  }
  const threeTimes = (group: string) => [group, group, group];
  expect(groups).toEqual(['a1 b1 c1', 'a1 b1', 'a1', 'b1', 'c1'].flatMap(threeTimes));
  expect(await answersOf(answers)).toEqual(['a1 alone', 'b1 alone', 'c1 alone']);
});

/** Submits four commands, including one that fails its whole group. Returns the answers. */
async function besideABreaker(runner: Runner): Promise<string[]> {
  const { kind, submit } = aKind();
  const broken = () => Promise.reject(new Error('broken'));
  kind.runGroup = (_, commands) =>
    commands.includes('c1') ? broken() : Promise.resolve(commands.map(reply));
  kind.runAlone = broken;
  return answersOf(submit(runner, 'a1', 'b1', 'c1', 'd1'));
}

test('a command that breaks the statement of its group does not undo the others', async () => {
  expect(await besideABreaker(aRunner())).toEqual(['a1 done', 'b1 done', 'broken', 'd1 done']);
});

test('negative control: a runner that rejects the whole group undoes them', async () => {
  expect(await besideABreaker(new PlainRunner())).toEqual(['broken', 'broken', 'broken', 'broken']);
});

/** Returns true if a command gets its answer while the previous group still runs. */
async function passesOverdueGroup(runner: Runner): Promise<boolean> {
  const { nextGroup, submit } = aKind();
  const [first] = submit(runner, 'a1');
  const overdue = await nextGroup();
  const [second] = submit(runner, 'b1');
  const begun = nextGroup();
  const beside = begun.then(async ({ commands, end }) => {
    end();
    return commands.includes('b1') && (await second) === 'b1 done';
  });
  const waited = pause(600, false); // a group is overdue after 250 ms
  const passed = await Promise.race([beside, waited]);
  overdue.end();
  await Promise.all([first, second, begun]);
  return passed;
}

test('a group that waits for a lock does not hold up the next', async () => {
  expect(await passesOverdueGroup(aRunner())).toBe(true);
});

test('negative control: a runner that waits for each group is held up', async () => {
  expect(await passesOverdueGroup(new PlainRunner())).toBe(false);
});

test('at most four groups run at once', async () => {
  const { nextGroup, started, submit } = aKind();
  const runner = aRunner();
  const running: Run[] = [];
  for (const command of ['a1', 'b1', 'c1', 'd1']) {
    void submit(runner, command);
    running.push(await nextGroup());
  }
  void submit(runner, 'e1');
  await pause(300); // the fourth group is overdue after 250 ms
  expect(started).toEqual([]);
  running[0]?.end();
  expect((await nextGroup()).commands).toEqual(['e1']);
});

test('a lost connection rejects every command of the group, and the next group runs', async () => {
  const { nextGroup, submit } = aKind();
  const runner = aRunner();
  const answers = submit(runner, 'a1', 'b1');
  const first = await nextGroup();
  const [after] = submit(runner, 'c1');
  first.fail(connectionLost);
  expect(await answersOf(answers)).toEqual(['connection lost', 'connection lost']);
  (await nextGroup()).end();
  expect(await after).toBe('c1 done');
});

test('a lost connection repeats a group of repeatable commands, three times at most', async () => {
  const { nextGroup, submit } = aKind({ isRepeatable: true });
  const runner = aRunner();
  const saved = submit(runner, 'a1', 'b1');
  (await nextGroup()).fail(connectionLost);
  (await nextGroup()).end();
  expect(await answersOf(saved)).toEqual(['a1 done', 'b1 done']);
  const lost = submit(runner, 'a2', 'b2');
  for (let run = 0; run < 3; run += 1) (await nextGroup()).fail(connectionLost);
  expect(await answersOf(lost)).toEqual(['connection lost', 'connection lost']);
});

test('commands that must wait for an earlier one are first in the next group', async () => {
  const { nextGroup, submit } = aKind();
  const runner = aRunner();
  const answers = submit(runner, 'a1', 'b1', 'c1');
  const first = await nextGroup();
  answers.push(...submit(runner, 'd1'));
  first.end([reply('a1'), { kind: 'next' }, { kind: 'next' }]);
  const next = await nextGroup();
  expect(next.commands).toEqual(['b1', 'c1', 'd1']);
  next.end();
  expect(await answersOf(answers)).toEqual(['a1 done', 'b1 done', 'c1 done', 'd1 done']);
});

test('a special case runs alone, and the next group does not wait for it', async () => {
  const { kind, nextGroup, submit } = aKind();
  const special = Promise.withResolvers<string>();
  kind.runAlone = () => special.promise;
  const runner = aRunner();
  const [alone] = submit(runner, 'a1');
  (await nextGroup()).end([{ kind: 'alone' }]);
  const [after] = submit(runner, 'b1');
  (await nextGroup()).end();
  expect(await after).toBe('b1 done');
  special.resolve('a1 alone');
  expect(await alone).toBe('a1 alone');
});

interface Special {
  /** Commands that ran alone so far, in order of their starts. */
  started: string[];
  /** Ends the running command. */
  end: (command: string) => void;
  nextGroup: () => Promise<Run>;
  submit: (...commands: string[]) => void;
}

/** Runs all of the commands alone. The test ends each of them. */
async function runningAlone(runner: Runner, ...commands: string[]): Promise<Special> {
  const { kind, nextGroup, submit } = aKind({ claimsOf: seatsOf });
  const started: string[] = [];
  const resolvers = new Map<string, () => void>();
  kind.runAlone = (_, command) => {
    started.push(command);
    return new Promise((resolve) => resolvers.set(command, () => resolve(`${command} alone`)));
  };
  const submitTo = (...more: string[]) => void submit(runner, ...more);
  submitTo(...commands);
  (await nextGroup()).end(commands.map(() => ({ kind: 'alone' })));
  await settled();
  return { started, end: (command) => resolvers.get(command)?.(), nextGroup, submit: submitTo };
}

/** Returns the commands that start while the first user's command for seat 1 runs alone. */
async function besideAlone(runner: Runner): Promise<string[]> {
  const { nextGroup, submit } = await runningAlone(runner, 'a1');
  submit('b1', 'c12', 'd2', 'a3', 'e3', 'f4');
  return (await nextGroup()).commands;
}

test('while a command runs alone, no later command of its user or for its seat starts', async () => {
  expect(await besideAlone(aRunner())).toEqual(['f4']);
});

test('negative control: a runner that does not wait for it lets later commands overtake', async () => {
  const all = ['b1', 'c12', 'd2', 'a3', 'e3', 'f4'];
  expect(await besideAlone(new PlainRunner())).toEqual(all);
});

test('commands that waited for a command alone are next, in order of arrival', async () => {
  const { end, nextGroup, submit } = await runningAlone(aRunner(), 'a1');
  submit('b1', 'a3', 'c1');
  end('a1');
  expect((await nextGroup()).commands).toEqual(['b1', 'a3', 'c1']);
});

test('of several commands for one seat, the earliest runs alone first', async () => {
  const { started, end, nextGroup } = await runningAlone(aRunner(), 'a1', 'b12', 'c2', 'd3');
  expect(started).toEqual(['a1', 'd3']);
  end('a1');
  const next = await nextGroup();
  expect(next.commands).toEqual(['b12', 'c2']);
  next.end([{ kind: 'alone' }, { kind: 'alone' }]);
  await settled();
  expect(started).toEqual(['a1', 'd3', 'b12']);
});

test('negative control: a runner that starts all of them at once lets the later overtake', async () => {
  const { started } = await runningAlone(new PlainRunner(), 'a1', 'b12', 'c2', 'd3');
  expect(started).toEqual(['a1', 'b12', 'c2', 'd3']);
});

test('a command for a seat waits while an overdue group with an earlier command for it runs', async () => {
  const { nextGroup, submit } = aKind({ claimsOf: seatsOf });
  const runner = aRunner();
  void submit(runner, 'a1');
  const overdue = await nextGroup();
  void submit(runner, 'b1', 'c2');
  const beside = await nextGroup();
  expect(beside.commands).toEqual(['c2']);
  beside.end();
  overdue.end();
  expect((await nextGroup()).commands).toEqual(['b1']);
});

/** Submits commands of three users during a group. Returns the first command of the next group. */
async function winnerOf(runner: Runner): Promise<string | undefined> {
  const { nextGroup, submit } = aKind();
  void submit(runner, 'z1');
  const first = await nextGroup();
  void submit(runner, 'a1', 'b1', 'c1');
  first.end();
  return (await nextGroup()).commands[0];
}

test('of several commands that want one thing, the earliest comes first', async () => {
  expect(await winnerOf(aRunner())).toBe('a1');
});

test('negative control: a runner that takes the newest command first serves the latest', async () => {
  expect(await winnerOf(new PlainRunner({ isNewestFirst: true }))).toBe('c1');
});

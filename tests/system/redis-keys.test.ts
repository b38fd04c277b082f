import { Command } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runScript, scriptOf } from '#server/redis/script.ts';
import { recordCommands, runEveryScript, scriptsOnDisk } from '../support/scripts.ts';
import { testStores, type TestStores } from '../support/stores.ts';

let stores: TestStores;
let noted: Command[];
beforeAll(async () => {
  stores = await testStores();
  noted = recordCommands(stores.redis);
});
afterAll(() => stores.close());

const keysIn = (command: Command) => command.getKeys().map(String);
const tagIn = (key: string) => /\{([^}]+)\}/.exec(key)?.[1];
const slotOf = (key: string) => new Command('get', [key]).getSlot();
/** Those commands that a cluster would have to run on several nodes at once. */
const spanning = (commands: Command[]) =>
  commands.filter((command) => new Set(keysIn(command).map(slotOf)).size > 1);
const isOf = (files: Map<string, string>, command: Command) => files.has(String(command.args[0]));

test('every script is called with keys of one hash tag, the line’s with its concert’s, and so runs on one node of a cluster', async () => {
  const concertId = await runEveryScript(stores);
  const files = scriptsOnDisk();
  const called = new Set(noted.map(({ args: [hash] }) => String(hash)));
  expect([...files].filter(([hash]) => !called.has(hash))).toEqual([]);
  expect(files.size).toBeGreaterThan(10);
  expect(spanning(noted)).toEqual([]);
  const scripts = noted.filter((command) => isOf(files, command));
  expect(scripts.filter((command) => new Set(keysIn(command).map(tagIn)).size !== 1)).toEqual([]);
  const line = scripts.filter((command) =>
    files.get(String(command.args[0]))?.startsWith('queue/'),
  );
  expect(new Set(line.flatMap(keysIn).map(tagIn))).toEqual(new Set([String(concertId)]));
});

test('negative control: a script whose keys have tags of their own is found', async () => {
  noted.length = 0;
  await runScript(
    stores.redis,
    scriptOf('return #KEYS'),
    ['jari:{1}:waiting', 'jari:{2}:waiting'],
    [],
  );
  expect(spanning(noted)).not.toEqual([]);
});

import { Command } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runScript, scriptOf } from '#server/redis/script.ts';
import { recordCommands, runEveryScript, scriptsOnDisk } from '../support/scripts.ts';
import { testStores, type TestStores } from '../support/stores.ts';

let stores: TestStores;
let recorded: Command[];
beforeAll(async () => {
  stores = await testStores();
  recorded = recordCommands(stores.redis);
});
afterAll(() => stores.close());

const keysIn = (command: Command) => command.getKeys().map(String);
const tagIn = (key: string) => /\{([^}]+)\}/.exec(key)?.[1];
const slotOf = (key: string) => new Command('get', [key]).getSlot();
/** Returns the commands whose keys belong to more than one hash slot. */
const spanning = (commands: Command[]) =>
  commands.filter((command) => new Set(keysIn(command).map(slotOf)).size > 1);
const isScriptOf = (files: Map<string, string>, command: Command) =>
  files.has(String(command.args[0]));

test('every script gets keys of one hash tag, which is the concert’s for queue scripts, so each runs on one cluster node', async () => {
  const concertId = await runEveryScript(stores);
  const files = scriptsOnDisk();
  const called = new Set(recorded.map(({ args: [hash] }) => String(hash)));
  expect([...files].filter(([hash]) => !called.has(hash))).toEqual([]);
  expect(files.size).toBeGreaterThan(10);
  expect(spanning(recorded)).toEqual([]);
  const scripts = recorded.filter((command) => isScriptOf(files, command));
  expect(scripts.filter((command) => new Set(keysIn(command).map(tagIn)).size !== 1)).toEqual([]);
  const queueScripts = scripts.filter((command) =>
    files.get(String(command.args[0]))?.startsWith('queue/'),
  );
  expect(new Set(queueScripts.flatMap(keysIn).map(tagIn))).toEqual(new Set([String(concertId)]));
});

test('negative control: a script with keys of different tags is found', async () => {
  recorded.length = 0;
  await runScript(
    stores.redis,
    scriptOf('return #KEYS'),
    ['jari:{1}:waiting', 'jari:{2}:waiting'],
    [],
  );
  expect(spanning(recorded)).not.toEqual([]);
});

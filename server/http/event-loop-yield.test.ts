import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { yieldEvery } from './event-loop-yield.ts';

type Gate = () => Promise<void> | undefined;

/** How far each of some hundred callers has come after each turn of the event loop. */
async function passedByTurn(gate: Gate, callers: number): Promise<number[][]> {
  const turns: number[][] = [];
  let passed: number[] = [];
  const all = Array.from({ length: callers }, async (_, at) => {
    await gate();
    passed.push(at);
  });
  while (turns.flat().length < callers) {
    await nextTurn();
    turns.push(passed);
    passed = [];
  }
  await Promise.all(all);
  return turns;
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);

test('so many pass in one turn of the event loop, all pass in the end, in the order in which they came', async () => {
  const turns = await passedByTurn(yieldEvery(16), 100);
  expect(turns.flat()).toEqual(upTo(100));
  // The first turn has those who passed when they came, and at its end the first of those who waited.
  expect(turns.map(({ length }) => length)).toEqual([32, 16, 16, 16, 16, 4]);
});

test('negative control: without it all pass at once', async () => {
  expect(await passedByTurn(() => undefined, 100)).toEqual([upTo(100)]);
});

test('whoever comes while others wait comes after them', async () => {
  const gate = yieldEvery(1);
  const passed: string[] = [];
  const pass = async (name: string) => {
    await gate();
    passed.push(name);
  };
  const first = [pass('a'), pass('b'), pass('c')];
  await nextTurn();
  await Promise.all([...first, pass('d')]);
  expect(passed).toEqual(['a', 'b', 'c', 'd']);
});

test('when few come nobody waits', async () => {
  const gate = yieldEvery(2);
  for (let turn = 0; turn < 5; turn++) {
    expect([gate(), gate()]).toEqual([undefined, undefined]);
    await nextTurn();
  }
});

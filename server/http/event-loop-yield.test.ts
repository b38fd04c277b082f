import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { yieldEvery } from './event-loop-yield.ts';

type Gate = () => Promise<void> | undefined;

/** Returns the indexes of the callers that pass, one list per event-loop iteration. */
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

test('a limited number of callers passes per event-loop iteration, and all pass in order', async () => {
  const turns = await passedByTurn(yieldEvery(16), 100);
  expect(turns.flat()).toEqual(upTo(100));
  // In the first event-loop iteration, 16 callers pass at the start and 16 at the end.
  expect(turns.map(({ length }) => length)).toEqual([32, 16, 16, 16, 16, 4]);
});

test('negative control: without a yield all callers pass in one turn', async () => {
  expect(await passedByTurn(() => undefined, 100)).toEqual([upTo(100)]);
});

test('a caller that comes while others wait passes after them', async () => {
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

test('few callers do not wait', async () => {
  const gate = yieldEvery(2);
  for (let turn = 0; turn < 5; turn++) {
    expect([gate(), gate()]).toEqual([undefined, undefined]);
    await nextTurn();
  }
});

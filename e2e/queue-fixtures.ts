import type { Locator } from '@playwright/test';
import {
  admittedProgram,
  aPerson,
  type Page,
  type Person,
  program,
  signIn,
  test as base,
} from './fixtures.ts';

/** It lets five people in at once. */
export const concertId = 2;
export const queuePath = `/concerts/${concertId}/queue`;
export const datesPath = `/concerts/${concertId}/dates`;

/** A line with five people inside: whoever comes next has to wait. */
export interface QueueFixture {
  /** Somebody new, whose place in the line is over when the test is. */
  aPerson(): Promise<Person>;
  /** Somebody new has signed in at the page, and has come to the waiting room. */
  enter(): Promise<Person>;
  /** Of those inside one leaves: the next comes in. */
  admitNext(): Promise<void>;
  /** Where the waiting room says which place one has. */
  atPlace(position: number, shown?: Page): Locator;
}

export const leave = (person: Person) => program(person).queue.leave.mutate({ concertId });

/** What the server tells of a place that waits, changed: for what would take long, or depends on a crowd. */
export async function overrideStatus(
  page: Page,
  change: { nextPollMs?: number; recovering?: boolean },
): Promise<void> {
  await page.route(/queue\.(join|status)/, async (route) => {
    const answer = await route.fetch();
    const told = (await answer.json()) as StatusReply | StatusReply[]; // joining goes as a batch of one
    for (const { result } of Array.isArray(told) ? told : [told])
      if (result?.data.state === 'WAITING') Object.assign(result.data, change);
    await route.fulfill({ response: answer, json: told });
  });
}
interface StatusReply {
  result?: { data: { state: string } };
}

/** Joins with all of them and waits until each is admitted: the queue admits five a second. */
async function admit(people: Person[]): Promise<void> {
  await Promise.all(people.map((person) => admittedProgram(person, concertId)));
}

export const test = base.extend<{ queue: QueueFixture }>({
  queue: [
    async ({ page, context, say }, use) => {
      const everyone: Person[] = [];
      const someone = async () => {
        const person = await aPerson();
        everyone.push(person);
        return person;
      };
      const inside = await Promise.all(Array.from({ length: 5 }, someone));
      await admit(inside);
      await use({
        aPerson: someone,
        enter: async () => {
          const person = await someone();
          await signIn(context, person);
          await page.goto(queuePath);
          return person;
        },
        admitNext: async () => {
          const person = inside.pop();
          if (person !== undefined) await leave(person);
        },
        atPlace: (position, shown = page) =>
          shown.getByText(say('queue.position', { position }), { exact: true }),
      });
      await Promise.all(everyone.map(leave));
    },
    { auto: true },
  ],
});

/** How far things on the page move by themselves from now on: 0 is not at all. */
export async function layoutShift(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const seen = Object.assign(window, { shift: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[])
        seen.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return () => page.evaluate(() => (window as unknown as { shift: number }).shift);
}

import type { Locator } from '@playwright/test';
import {
  manyUsers,
  admittedProgram,
  aPerson,
  type Page,
  type Person,
  program,
  signIn,
  test as base,
} from './fixtures.ts';

/** Concert with a queue of capacity 5. */
export const concertId = 2;
export const queuePath = `/concerts/${concertId}/queue`;
export const datesPath = `/concerts/${concertId}/dates`;

/** Actions on a queue whose five active users fill the capacity, so that the next user waits. */
export interface QueueFixture {
  /** Creates a user whose place ends with the test. */
  aPerson(): Promise<Person>;
  /** Lets `count` new users join. Their places end with the test. */
  usersJoin(count: number): Promise<void>;
  /** Opens the waiting room as a new user. */
  enter(): Promise<Person>;
  /** Makes one active user leave, so that the queue admits the next user. */
  admitNext(): Promise<void>;
  /** Locates the figure of the people ahead of `position`. */
  atPlace(position: number, shown?: Page): Locator;
  /** Locates the figure of the people behind. */
  behind(count: number, shown?: Page): Locator;
}

export const leave = (person: Person) => program(person).queue.leave.mutate({ concertId });

/**
 * Overrides fields of the answer to a waiting user, so that tests need neither long waits nor many
 * users.
 */
export async function overrideStatus(
  page: Page,
  change: { nextPollMs?: number; recovering?: boolean },
): Promise<void> {
  await page.route(/queue\.(join|status)/, async (route) => {
    const answer = await route.fetch();
    // The page sends a join as a batch of one call.
    const replies = (await answer.json()) as StatusReply | StatusReply[];
    for (const { result } of Array.isArray(replies) ? replies : [replies])
      if (result?.data.state === 'WAITING') Object.assign(result.data, change);
    await route.fulfill({ response: answer, json: replies });
  });
}
interface StatusReply {
  result?: { data: { state: string } };
}

/**
 * Lets `setHidden` hide and show the tab, because a headless browser reports all tabs as visible.
 */
export const canBeHidden = (page: Page) =>
  page.addInitScript(() => {
    const state = () => (sessionStorage.getItem('hidden-by-test') === null ? 'visible' : 'hidden');
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: state });
  });
export const setHidden = (page: Page, hidden: boolean) =>
  page.evaluate((hidden) => {
    if (hidden) sessionStorage.setItem('hidden-by-test', 'yes');
    else sessionStorage.removeItem('hidden-by-test');
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);

/** Admits all users; the queue admits five users per second. */
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
      const figure = (name: string, count: number, shown: Page) =>
        shown
          .locator(`dt:text-is("${say(`queue.${name}`)}") + dd`)
          .getByText(say('queue.people', { count }), { exact: true });
      const inside = await Promise.all(Array.from({ length: 5 }, someone));
      await admit(inside);
      await use({
        aPerson: someone,
        usersJoin: async (count) => {
          const joining = await manyUsers(count);
          everyone.push(...joining);
          await Promise.all(
            joining.map((person) => program(person).queue.join.mutate({ concertId })),
          );
        },
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
        atPlace: (position, shown = page) => figure('place', position - 1, shown),
        behind: (count, shown = page) => figure('behind', count, shown),
      });
      await page.unrouteAll({ behavior: 'ignoreErrors' }); // a poll may still be under way
      await Promise.all(everyone.map(leave));
    },
    { auto: true },
  ],
});

declare global {
  interface Window {
    /** Sum of all layout shifts since the page loaded. */
    shift: number;
  }
}

/**
 * Observes layout shifts from the next page load on. Returns a function that reads the sum of the
 * shifts.
 */
export async function layoutShift(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[])
        window.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return () => page.evaluate(() => window.shift);
}

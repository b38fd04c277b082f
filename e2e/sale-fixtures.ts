import type { BrowserContext } from '@playwright/test';
import {
  admittedProgram,
  aPerson,
  expect,
  holdFree,
  type Page,
  program,
  type Say,
  signIn,
  sql,
  test,
} from './fixtures.ts';

/** Returns the performance of concert 1 at index `at`, in order of start time. */
export async function aDate(at: number): Promise<number> {
  const rows = await sql(
    'SELECT id FROM performances WHERE concert_id = 1 ORDER BY starts_at OFFSET $1 LIMIT 1',
    at,
  );
  return Number(rows[0]?.['id']);
}

export const seatsOf = (performanceId: number) => `/concerts/1/seats/${performanceId}`;

/** Signs in a new user with a turn, without loading a page. Returns a client with the queue token. */
export async function enter(context: BrowserContext, concertId = 1) {
  const person = await aPerson();
  await signIn(context, person);
  const hers = await admittedProgram(person, concertId);
  const { token } = await program(person).queue.join.mutate({ concertId });
  const url = test.info().project.use.baseURL ?? '';
  await context.addCookies([{ name: `jari-queue-${String(concertId)}`, value: token, url }]);
  return { person, hers };
}

/** Signs in a new user who holds the first free seat of the performance. */
export async function withHold(page: Page, performanceId: number) {
  const { hers } = await enter(page.context());
  return { hers, ...(await holdFree(hers, performanceId)) };
}

/** A running clock shows that the page handles presses and keys. */
export const expectReady = (page: Page) => expect(page.getByRole('timer')).toHaveText(/\d/);

export const sizes = [
  { width: 360, height: 640 },
  { width: 390, height: 844 },
  { width: 768, height: 1024 },
  { width: 1280, height: 800 },
  { width: 844, height: 390 },
];

/** Holds one seat as a new user on the seat page. `seats` finds the seat buttons in a state. */
export async function choosing(page: Page, say: Say, at: number) {
  const { person } = await enter(page.context());
  await page.goto(seatsOf(await aDate(at)));
  const seats = (state: string) =>
    page.getByRole('button', { name: new RegExp(`, ${say(`seating.state.${state}`)}$`) });
  await expect(page.getByRole('timer')).toHaveText(/\d:\d\d/);
  await seats('available').last().click();
  await expect(seats('mine')).toHaveCount(1);
  return { person, seats };
}

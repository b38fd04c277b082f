import {
  aPerson,
  expect,
  expectAccessible,
  expectFitting,
  type Page,
  type Person,
  program,
  type Say,
  signIn,
  test,
  theAdmin,
  withoutRedis,
} from './fixtures.ts';

const concertId = 2;
const queue = `/concerts/${concertId}/queue`;
let inside: Person[] = [];

/** Concert 2 lets five people in: with them inside, whoever joins next has to wait. */
test.beforeEach(async () => {
  inside = await Promise.all(Array.from({ length: 5 }, aPerson));
  for (const person of inside) {
    const { token } = await program(person).queue.join.mutate({ concertId });
    // The line lets in five a second.
    await expect.poll(async () => (await program(person, token).queue.status.query({ concertId })).state).toBe('ACTIVE');
  }
});
test.afterEach(async () => {
  for (const person of inside) await program(person).queue.leave.mutate({ concertId });
});

/** Where the waiting room says which place one has. */
const atPlace = (page: Page, say: Say, position: number) => page.getByText(say('queue.position', { position }), { exact: true });

const leave = (person: Person | undefined) =>
  person === undefined ? Promise.resolve({}) : program(person).queue.leave.mutate({ concertId });

test('waiting: the place is shown and kept over a refresh and a second tab; when someone leaves, the page goes on by itself', async ({
  page,
  context,
  say,
}) => {
  const person = await aPerson();
  await signIn(context, person);
  await page.goto(queue);
  await expect(page.getByText(say('queue.place'), { exact: true })).toBeVisible();
  await expect(atPlace(page, say, 1)).toBeVisible();
  await expectAccessible(page);
  await expectFitting(page);
  await page.reload();
  await expect(atPlace(page, say, 1)).toBeVisible();
  const second = await context.newPage();
  await second.goto(queue);
  await expect(atPlace(second, say, 1)).toBeVisible();
  await second.close();
  await leave(inside[0]);
  await expect(page).toHaveURL(`/concerts/${concertId}/dates`);
  await leave(person);
});

test('a deep link while waiting shows no seat: it leads to the waiting room', async ({ page, context, say }) => {
  const person = await aPerson();
  await signIn(context, person);
  await page.goto(queue);
  await expect(atPlace(page, say, 1)).toBeVisible();
  const { dates } = await program(person).catalog.concert.query({ concertId });
  for (const path of [`/concerts/${concertId}/dates`, `/concerts/${concertId}/seats/${dates[0]?.performanceId ?? 0}`]) {
    const answer = await page.goto(path);
    expect(await answer?.text()).not.toMatch(/seatsLeft|"grade"/);
    await expect(page).toHaveURL(queue);
    await expect(atPlace(page, say, 1)).toBeVisible(); // it has joined: what leaves below is the place that it shows
  }
  await leave(person);
});

test('paused: the page says why, and admits nobody until it is over', async ({ page, context, say }) => {
  const admin = await theAdmin();
  const person = await aPerson();
  await signIn(context, person);
  await page.goto(queue);
  await program(admin).admin.queue.set.mutate({ concertId, paused: true, reason: '무대 점검' });
  await expect(page.getByText('무대 점검')).toBeVisible();
  await expectAccessible(page);
  await leave(inside[0]);
  await expect(page.getByText(say('queue.place'), { exact: true })).toBeVisible();
  await program(admin).admin.queue.set.mutate({ concertId, paused: false, reason: '점검이 끝났습니다' });
  await expect(page).toHaveURL(`/concerts/${concertId}/dates`);
  await leave(person);
});

test('an outage of the store is said, the place is kept, and the page goes on when it is over', async ({
  page,
  context,
  say,
}) => {
  const person = await aPerson();
  await signIn(context, person);
  await page.goto(queue);
  await expect(atPlace(page, say, 1)).toBeVisible();
  await withoutRedis(async () => {
    await expect(page.getByText(say('queue.outageTitle'))).toBeVisible({ timeout: 30_000 });
    await expectAccessible(page);
  });
  await expect(page.getByText(say('queue.outageTitle'))).toHaveCount(0, { timeout: 30_000 });
  await expect(atPlace(page, say, 1)).toBeVisible();
  await leave(person);
});

test('a place that has ended says so and offers the line again', async ({ page, context, say }) => {
  const person = await aPerson();
  await signIn(context, person);
  await page.goto(queue);
  await expect(atPlace(page, say, 1)).toBeVisible();
  await leave(person);
  await expect(page.getByText(say('queue.endedTitle'))).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: say('queue.again') }).click();
  await expect(atPlace(page, say, 1)).toBeVisible();
  await leave(person);
});

test('the poll goes alone, never in a batch behind something slower', async ({ page, context }) => {
  const person = await aPerson();
  await signIn(context, person);
  const polls: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('queue.status')) polls.push(request.url());
  });
  await page.goto(queue);
  await expect.poll(() => polls.length, { timeout: 20_000 }).toBeGreaterThan(1);
  expect(polls.filter((url) => url.includes('batch=') || url.includes('token'))).toEqual([]);
  await leave(person);
});

import {
  aPerson as aNewPerson,
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
let everyone: Person[] = [];

/** Somebody new, whose place in the line is over when the test is. */
async function aPerson(): Promise<Person> {
  const person = await aNewPerson();
  everyone.push(person);
  return person;
}

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
  for (const person of everyone) await leave(person);
  everyone = [];
});

/** Where the waiting room says which place one has. */
const atPlace = (page: Page, say: Say, position: number) => page.getByText(say('queue.position', { position }), { exact: true });

/** What the server tells of a place that waits, changed: for what would take long, or depends on a crowd. */
async function telling(page: Page, change: { nextPollMs?: number; recovering?: boolean }): Promise<void> {
  await page.route(/queue\.(join|status)/, async (route) => {
    const answer = await route.fetch();
    const told = (await answer.json()) as Told | Told[]; // joining goes as a batch of one
    for (const { result } of Array.isArray(told) ? told : [told])
      if (result?.data.state === 'WAITING') Object.assign(result.data, change);
    await route.fulfill({ response: answer, json: told });
  });
}
interface Told {
  result?: { data: { state: string } };
}
/** As long as nothing else makes the page ask again within a test. */
const long = 40_000;

/** How often the page has asked for its place. */
function countPolls(page: Page): () => number {
  let polls = 0;
  page.on('request', (request) => {
    if (request.url().includes('queue.status')) polls += 1;
  });
  return () => polls;
}

/** Turns to another tab, or back: a headless browser shows all of them at once. */
const setHidden = (page: Page, hidden: boolean) =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: hidden ? 'hidden' : 'visible' });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);

/** The board's stream is open before something happens that it is to tell. */
const whenListening = (page: Page) => page.waitForResponse((answer) => answer.url().endsWith(`/api/queue/${concertId}/board`));

const leave = (person: Person | undefined) =>
  person === undefined ? Promise.resolve({}) : program(person).queue.leave.mutate({ concertId });

test('waiting: the place is shown; when someone leaves, the page goes on by itself', async ({ page, context, say }) => {
  const person = await aPerson();
  await signIn(context, person);
  await page.goto(queue);
  await expect(page.getByText(say('queue.place'), { exact: true })).toBeVisible();
  await expect(atPlace(page, say, 1)).toBeVisible();
  await expectAccessible(page);
  await expectFitting(page);
  await leave(inside[0]);
  await expect(page).toHaveURL(`/concerts/${concertId}/dates`);
});

test('the place is the same after a refresh, without the queue cookie, in a second tab and on a second device', async ({
  page,
  context,
  browser,
  baseURL,
  locale_,
  say,
}) => {
  const [before, person, behind] = [await aPerson(), await aPerson(), await aPerson()];
  await program(before).queue.join.mutate({ concertId });
  await signIn(context, person);
  await page.goto(queue);
  await expect(atPlace(page, say, 2)).toBeVisible();
  await program(behind).queue.join.mutate({ concertId });
  const isStillThere = async (shown: Page) => {
    await expect(atPlace(shown, say, 2)).toBeVisible();
    await expect(shown.getByText(say('queue.people', { count: 1 }), { exact: true })).toBeVisible();
  };
  await page.reload();
  await isStillThere(page);
  await context.clearCookies({ name: /queue/ });
  await page.reload();
  await isStillThere(page);
  const second = await context.newPage();
  await second.goto(queue);
  await isStillThere(second);
  await second.close();
  const device = await browser.newContext({ baseURL: baseURL ?? '' });
  await device.addCookies([{ name: 'jari-locale', value: locale_, url: baseURL ?? '' }]);
  await signIn(device, person);
  const elsewhere = await device.newPage();
  await elsewhere.goto(queue);
  await isStillThere(elsewhere);
  await device.close();
  await isStillThere(page);
});

test('one’s turn is told: the page goes on within two seconds, however long it was to wait before asking', async ({
  page,
  context,
  say,
}) => {
  const person = await aPerson();
  await signIn(context, person);
  await telling(page, { nextPollMs: long });
  const listening = whenListening(page);
  await page.goto(queue);
  await expect(atPlace(page, say, 1)).toBeVisible();
  await listening;
  await leave(inside[0]);
  await page.waitForRequest(/queue\.status/, { timeout: 3_000 }); // admission takes up to a second by itself
  await expect(page).toHaveURL(`/concerts/${concertId}/dates`);
});

test('in a hidden tab the page goes on too, and the title says whose turn it is until somebody looks', async ({
  page,
  context,
  say,
}) => {
  const person = await aPerson();
  await signIn(context, person);
  await page.goto(queue);
  await expect(page).toHaveTitle(new RegExp(`^${say('queue.position', { position: 1 })} · `));
  await setHidden(page, true);
  await leave(inside[0]);
  await expect(page).toHaveURL(`/concerts/${concertId}/dates`);
  await expect(page.getByRole('heading', { name: say('seating.dates.title') })).toBeVisible();
  await expect(page).toHaveTitle(new RegExp(`^${say('queue.activeTitle')} · `));
  await setHidden(page, false);
  await expect(page).toHaveTitle(new RegExp(say('seating.dates.title')));
});

test('offline is said; back online the page asks at once and goes on', async ({ page, context, say }) => {
  const person = await aPerson();
  await signIn(context, person);
  await telling(page, { nextPollMs: long });
  await page.goto(queue);
  await expect(atPlace(page, say, 1)).toBeVisible();
  await context.setOffline(true);
  await expect(page.getByText(say('queue.offlineTitle'))).toBeVisible();
  await expectAccessible(page);
  await leave(inside[0]);
  await expect(atPlace(page, say, 1)).toBeVisible();
  await context.setOffline(false);
  await expect(page).toHaveURL(`/concerts/${concertId}/dates`, { timeout: 5_000 });
});

test('whoever comes back to the page, from another tab or by the browser’s back, finds it asking at once', async ({
  page,
  context,
  say,
}) => {
  const person = await aPerson();
  await signIn(context, person);
  await telling(page, { nextPollMs: long });
  const polls = countPolls(page);
  await page.goto(queue);
  await expect(atPlace(page, say, 1)).toBeVisible();
  const asked = polls();
  await setHidden(page, true);
  await setHidden(page, false);
  await expect.poll(polls, { timeout: 3_000 }).toBe(asked + 1);
  const listening = whenListening(page);
  await page.evaluate(() => {
    for (const event of ['pagehide', 'pageshow']) window.dispatchEvent(new PageTransitionEvent(event, { persisted: true }));
  });
  await expect.poll(polls, { timeout: 3_000 }).toBe(asked + 2);
  await listening; // it was closed meanwhile, or the page would not have been kept
});

test('a browser without event streams goes on by asking', async ({ page, context, say }) => {
  const person = await aPerson();
  await signIn(context, person);
  await page.addInitScript(() => Reflect.deleteProperty(window, 'EventSource'));
  await page.goto(queue);
  await expect(atPlace(page, say, 1)).toBeVisible();
  await leave(inside[0]);
  await expect(page).toHaveURL(`/concerts/${concertId}/dates`);
});

test('that the line is put in order again is said', async ({ page, context, say }) => {
  const person = await aPerson();
  await signIn(context, person);
  await telling(page, { nextPollMs: long, recovering: true });
  await page.route(`**/api/queue/${concertId}/board`, (route) => route.abort());
  await page.goto(queue);
  await expect(page.getByRole('status').filter({ hasText: say('queue.recoveringTitle') })).toBeVisible();
  await expect(atPlace(page, say, 1)).toBeVisible();
  await expectAccessible(page);
  await expectFitting(page);
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
});

/** Polls that were answered without asking the store. */
async function pollsFromMemory(page: Page): Promise<number> {
  const metrics = await (await page.request.get('/api/metrics')).text();
  return Number(/^jari_polls_total\{by="memory"\} (\d+)/m.exec(metrics)?.[1]);
}

test('the poll goes alone, never in a batch behind something slower, and is answered from memory', async ({
  page,
  context,
  say,
}) => {
  const person = await aPerson();
  await signIn(context, person);
  const polls: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('queue.status')) polls.push(request.url());
  });
  await page.goto(queue);
  await expect(atPlace(page, say, 1)).toBeVisible();
  const before = await pollsFromMemory(page);
  await expect.poll(() => polls.length, { timeout: 20_000 }).toBeGreaterThan(2);
  expect(polls.filter((url) => url.includes('batch=') || url.includes('token'))).toEqual([]);
  expect(await pollsFromMemory(page)).toBeGreaterThan(before);
});

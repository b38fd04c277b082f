// Tests the waiting room's detection and announcement of a turn's start.
import { at, expect, expectAccessible, type Page, program } from './fixtures.ts';
import {
  canBeHidden,
  concertId,
  datesPath,
  leave,
  overrideStatus,
  setHidden,
  test,
} from './queue-fixtures.ts';

/** Poll interval longer than any test, so that no scheduled poll interferes. */
const long = { nextPollMs: 40_000 };

/** Collects the URLs of the page's polls from now on. */
function pollsOf(page: Page): string[] {
  const polls: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('queue.status')) polls.push(request.url());
  });
  return polls;
}

/** Resolves when the stats stream opens, so that a test can cause the next event afterwards. */
const whenListening = (page: Page) =>
  page.waitForResponse((answer) => answer.url().endsWith(`/api/queue/${concertId}/board`));

/** Measures for how long the page shows `text`, in ms. Infinity until the text disappears. */
async function shownFor(page: Page, text: string): Promise<() => Promise<number>> {
  await page.evaluate((text) => {
    const { dataset } = document.documentElement;
    let from: number | undefined;
    new MutationObserver(() => {
      const isShown = document.body.innerText.includes(text);
      if (isShown) from ??= performance.now();
      else if (from !== undefined) dataset['shownFor'] ??= String(performance.now() - from);
    }).observe(document.body, { subtree: true, childList: true });
  }, text);
  return () =>
    page.evaluate(() => Number(document.documentElement.dataset['shownFor'] ?? Infinity));
}

test('the page moves on within two seconds of the turn’s start, at any poll interval, and shows the door for 0.9 s', async ({
  page,
  queue,
  say,
}) => {
  await overrideStatus(page, long);
  const listening = whenListening(page);
  await queue.enter();
  await expect(queue.atPlace(1)).toBeVisible();
  await listening;
  const doorShown = await shownFor(page, say('queue.turn'));
  await queue.admitNext();
  // An admission takes up to 1 s.
  await page.waitForRequest(/queue\.status/, { timeout: 3_000 });
  await expect(page).toHaveURL(at(datesPath));
  await expect.poll(doorShown).toBeLessThan(5_000);
  expect(await doorShown()).toBeGreaterThan(850);
});

for (const [way, isLoaded] of [
  ['', false],
  [', where the browser has to load the next page as a document too', true],
] as const) {
  test(`a hidden tab moves on as well, and its title announces the turn until the tab is visible${way}`, async ({
    page,
    queue,
    say,
  }) => {
    await canBeHidden(page);
    if (isLoaded)
      await page.route(`**${datesPath}?_rsc*`, (route) => route.fulfill({ status: 204 }));
    await queue.enter();
    await expect(page).toHaveTitle(new RegExp(`^${say('queue.position', { position: 1 })} · `));
    await setHidden(page, true);
    await queue.admitNext();
    await expect(page.getByRole('heading', { name: say('seating.dates.title') })).toBeVisible();
    await expect(page).toHaveURL(at(datesPath));
    await expect(page).toHaveTitle(new RegExp(`^● ${say('queue.activeTitle')} · `));
    await setHidden(page, false);
    await expect(page).toHaveTitle(new RegExp(`^${say('seating.dates.title')} · `));
    await page.reload();
    await expect(page).toHaveTitle(new RegExp(`^${say('seating.dates.title')} · `));
  });
}

test('a turn that ends before the tab is visible is no longer announced', async ({
  page,
  context,
  queue,
  say,
}) => {
  await canBeHidden(page);
  const person = await queue.enter();
  await expect(queue.atPlace(1)).toBeVisible();
  await setHidden(page, true);
  await queue.admitNext();
  await expect(page.getByRole('heading', { name: say('seating.dates.title') })).toBeVisible();
  await expect(page).toHaveTitle(new RegExp(`^● ${say('queue.activeTitle')} · `));
  await leave(person);
  const polls = pollsOf(page);
  await expect(async () => {
    await context.setOffline(true);
    // The page polls when the connection returns, unless the last poll is less than 2 s old.
    await context.setOffline(false);
    expect(polls).not.toEqual([]);
  }).toPass();
  await expect(page).toHaveTitle(say('seating.turn.endedTitle'));
});

test('an active user is not sent back to wait by an instance whose snapshot is behind', async ({
  page,
  context,
  queue,
  say,
}) => {
  await queue.enter();
  await expect(queue.atPlace(1)).toBeVisible();
  await queue.admitNext();
  await expect(page.getByRole('heading', { name: say('seating.dates.title') })).toBeVisible();
  await page.route(/queue\.status/, async (route) => {
    const answer = await route.fetch();
    const text = (await answer.text()).replace(
      '"state":"ACTIVE","position":0',
      '"state":"WAITING","position":1',
    );
    expect(text).toContain('WAITING');
    await route.fulfill({ response: answer, body: text });
  });
  const polls = pollsOf(page);
  await expect(async () => {
    await context.setOffline(true);
    await context.setOffline(false);
    expect(polls.length).toBeGreaterThan(1); // a second poll follows the first answer
  }).toPass();
  await expect(page).toHaveURL(at(datesPath));
  await expect(page.getByRole('timer')).toBeVisible();
  await page.unrouteAll({ behavior: 'wait' }); // a poll may still be in flight
});

test('the page shows that it is offline; back online, it polls at once and moves on', async ({
  page,
  context,
  queue,
  say,
}) => {
  await overrideStatus(page, long);
  await queue.enter();
  await expect(queue.atPlace(1)).toBeVisible();
  await context.setOffline(true);
  await expect(page.getByText(say('queue.offlineTitle'))).toBeVisible();
  await expectAccessible(page);
  await queue.admitNext();
  await expect(queue.atPlace(1)).toBeVisible();
  await context.setOffline(false);
  await expect(page).toHaveURL(at(datesPath), { timeout: 5_000 });
});

test('a return from another tab or by the browser’s back button polls at once', async ({
  page,
  queue,
}) => {
  await canBeHidden(page);
  await overrideStatus(page, long);
  const polls = pollsOf(page);
  await queue.enter();
  await expect(queue.atPlace(1)).toBeVisible();
  const asked = polls.length;
  await setHidden(page, true);
  await setHidden(page, false);
  await expect.poll(() => polls.length, { timeout: 3_000 }).toBe(asked + 1);
  const listening = whenListening(page);
  await page.evaluate(() => {
    for (const event of ['pagehide', 'pageshow'])
      window.dispatchEvent(new PageTransitionEvent(event, { persisted: true }));
  });
  await expect.poll(() => polls.length, { timeout: 3_000 }).toBe(asked + 2);
  // Browsers cache no page with an open stream, so a restored page must open a new stream.
  await listening;
});

test('a browser without event streams moves on by polling', async ({ page, queue }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'EventSource'));
  await queue.enter();
  await expect(queue.atPlace(1)).toBeVisible();
  await queue.admitNext();
  await expect(page).toHaveURL(at(datesPath));
});

/** Reads the number of polls that the instance answered from memory. */
async function pollsFromMemory(page: Page): Promise<number> {
  const metrics = await (await page.request.get('/api/metrics')).text();
  return Number(/^jari_polls_total\{by="memory"\} (\d+)/m.exec(metrics)?.[1]);
}

test('the poll is never batched, and is answered from memory', async ({ page, queue }) => {
  for (let ahead = 0; ahead < 5; ahead++)
    await program(await queue.aPerson()).queue.join.mutate({ concertId });
  const polls = pollsOf(page);
  await queue.enter();
  await expect(queue.atPlace(6)).toBeVisible(); // Redis answers the five users at the front
  const before = await pollsFromMemory(page);
  await expect.poll(() => polls.length, { timeout: 20_000 }).toBeGreaterThan(2);
  expect(polls.filter((url) => url.includes('batch=') || url.includes('token'))).toEqual([]);
  expect(await pollsFromMemory(page)).toBeGreaterThan(before);
});

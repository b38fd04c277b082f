import {
  admittedProgram,
  aPerson,
  expect,
  holdFree,
  type Page,
  signIn,
  sql,
  test,
  theAdmin,
} from './fixtures.ts';
import { queuePath, test as inLine } from './queue-fixtures.ts';

/**
 * Transferred kB, of 1,000 bytes each, with the responses' headers. A total leaves room for two
 * small pictures, because the browser decides when to load those below the screen.
 */
const budgets = {
  public: { scripts: 150, fonts: 90, total: 300 },
  waitingRoom: { scripts: 190, fonts: 90, total: 310 },
  sale: { scripts: 210, fonts: 90, total: 335 },
  // With the bar for held seats, which loads the concert for their grades, and the files of tickets.
  own: { scripts: 220, fonts: 90, total: 365 },
  // The events, seats and figures depend on the sale.
  console: { scripts: 255, fonts: 90, total: 460 },
};

// A first visit has no service worker, which would answer for files of the pages before.
test.use({ serviceWorkers: 'block' });

interface Weight {
  scripts: number;
  fonts: number;
  total: number;
}

/**
 * Loads a page with an empty cache until the network is idle for half a second. Counts each
 * address only once without its query, because the number of polls varies with the machine.
 */
async function weigh(page: Page, path: string): Promise<Weight> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.clearBrowserCache');
  const types = new Map<string, string>(); // resource type by request id, once per address
  const addresses = new Set<string>();
  const weight = { scripts: 0, fonts: 0, total: 0 };
  devtools.on('Network.responseReceived', ({ requestId, type, response }) => {
    const { origin, pathname } = new URL(response.url);
    const address = origin + pathname;
    if (!addresses.has(address)) types.set(requestId, type);
    addresses.add(address);
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const type = types.get(requestId);
    if (type === undefined) return;
    weight.total += encodedDataLength / 1_000;
    if (type === 'Script') weight.scripts += encodedDataLength / 1_000;
    if (type === 'Font') weight.fonts += encodedDataLength / 1_000;
  });
  await page.goto('about:blank'); // no font of the page before is in memory
  await page.goto(path, { waitUntil: 'networkidle' });
  await devtools.detach();
  expect(new URL(page.url()).pathname).toBe(path); // detects a redirect to another page
  return weight;
}

async function expectWithin(page: Page, budget: Weight, ...paths: string[]): Promise<void> {
  for (const path of paths) {
    const weight = await weigh(page, path);
    const over = (['scripts', 'fonts', 'total'] as const).filter(
      (what) => weight[what] > budget[what],
    );
    expect.soft([path, over, weight]).toEqual([path, [], weight]);
    expect
      .soft(weight.fonts, 'a page without its font would be within any budget')
      .toBeGreaterThan(20);
  }
}

test('guest pages weigh at most 300 kB, fonts at most 90 kB, without zod and next-auth’s client', async ({
  page,
}) => {
  const scripts: Promise<string>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.text());
  });
  await expectWithin(
    page,
    budgets.public,
    '/',
    '/concerts/1',
    '/concerts/3',
    '/sign-in',
    '/sign-up',
    '/no/such/page',
  );
  const code = (await Promise.all(scripts)).join('\n');
  expect(code.length).toBeGreaterThan(500_000);
  // Search for one string literal of each package, because builds do not rename string literals.
  for (const [library, text] of [
    ['zod', 'ZodError'],
    ['next-auth/react', 'nextauth.message'],
  ] as const)
    expect([library, code.includes(text)]).toEqual([library, false]);
});

test('no page of a buyer or an administrator exceeds its budget, and no font part loads without need', async ({
  page,
  context,
}) => {
  const fan = await aPerson();
  await signIn(context, fan);
  await page.goto('/concerts/1/queue'); // the browser gets a queue token
  await expect(page).toHaveURL(/\/dates$/);
  const hers = await admittedProgram(fan, 1);
  const performanceId = Number(
    (await sql('SELECT max(id) AS id FROM performances WHERE concert_id = 1'))[0]?.['id'],
  );
  const { reservationId } = await holdFree(hers, performanceId);
  await expectWithin(
    page,
    budgets.sale,
    '/concerts/1/dates',
    `/concerts/1/seats/${String(performanceId)}`,
    `/checkout/${String(reservationId)}`,
  );
  await expectWithin(
    page,
    budgets.own,
    '/wallet',
    '/reservations',
    `/reservations/${String(reservationId)}`,
  );
  await hers.seating.release.mutate({ reservationId });
  await hers.queue.leave.mutate({ concertId: 1 });
  await signIn(context, await theAdmin());
  await expectWithin(page, budgets.console, '/admin', '/admin/concerts/1');
});

inLine('the waiting room is within its budget', async ({ page, queue }) => {
  await queue.enter();
  await expectWithin(page, budgets.waitingRoom, queuePath);
});

test('a title with other syllables loads only their part of the font', async ({ page }) => {
  const loaded: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'font') loaded.push(new URL(request.url()).pathname);
  });
  const [before] = await sql('SELECT texts FROM concerts WHERE id = 3');
  const inChromium = () =>
    page.evaluate(() => [...document.fonts].filter(({ status }) => status === 'loaded').length);
  await page.goto('/concerts/3', { waitUntil: 'networkidle' });
  const usual = loaded.length;
  expect([usual, await inChromium()]).toEqual([1, 1]);
  await sql(
    "UPDATE concerts SET texts = jsonb_set(texts, '{title}', $1::jsonb) WHERE id = 3",
    JSON.stringify({ ko: '뙤약볕 콘서트' }),
  );
  try {
    // A public page is cached for a second.
    await expect
      .poll(async () => {
        await page.reload({ waitUntil: 'networkidle' });
        return new Set(loaded.slice(usual).filter((path) => path.includes('usual-b600'))).size;
      })
      .toBe(1);
  } finally {
    await sql(
      'UPDATE concerts SET texts = $1::jsonb WHERE id = 3',
      JSON.stringify(before?.['texts']),
    );
  }
});

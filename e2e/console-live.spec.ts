import { randomUUID } from 'node:crypto';
import {
  aPerson,
  expect,
  type Page,
  type Person,
  program,
  signIn,
  test,
  theAdmin,
} from './fixtures.ts';
import { buySeats } from './purchase.ts';

const concertId = 1;
const stream = '**/api/trpc/admin.live**';

const overviewOf = (person: Person) => program(person).admin.overview.query({ concertId });

/** Returns the inputs of the calls in a request, which may be a batch, by procedure. */
function callsIn(url: string): [procedure: string, input: unknown][] {
  const { pathname, searchParams } = new URL(url);
  const names = pathname.replace('/api/trpc/', '').split(',');
  const input = JSON.parse(searchParams.get('input') ?? '{}') as Record<string, unknown>;
  return names.map((name, at) => [name, searchParams.has('batch') ? input[at] : input]);
}

/** Returns the number of minutes that the history of a period has. */
const minutesIn = (input: unknown): number => {
  const { from, to } = input as { from: string; to: string };
  return (Date.parse(to) - Date.parse(from)) / 60_000 + 1;
};

/** Collects the page's polls from now on: those of the concert, and those of other concerts. */
function pollsOf(page: Page) {
  const polls = { own: [] as string[], others: [] as string[], historyMinutes: [] as number[] };
  page.on('request', (request) => {
    if (!request.url().includes('/api/trpc/admin.')) return;
    for (const [name, input] of callsIn(request.url())) {
      const given = input as { concertId?: number } | undefined;
      if (name === 'admin.seatMap' || name === 'admin.audit.list') polls.own.push(name);
      if (name === 'admin.history') polls.historyMinutes.push(minutesIn(input));
      if (name !== 'admin.overview') continue;
      polls[given?.concertId === concertId ? 'own' : 'others'].push(name);
    }
  });
  return polls;
}

test('the console counts arrivals by polling while the stream is refused, by the stream without polls, and by polling again after the stream ends', async ({
  page,
  context,
  say,
}) => {
  const admin = await theAdmin();
  const { dates } = await program(await aPerson()).catalog.concert.query({ concertId });
  const performanceId = dates.at(-2)?.performanceId ?? 0; // door.spec.ts scans at the last date
  const { tickets } = await buySeats(performanceId, { count: 3 });
  const { arrived } = await overviewOf(admin);
  const scan = (at: number) =>
    program(admin).door.admit.mutate({
      performanceId,
      code: tickets[at]?.shortCode ?? '',
      deviceId: 'device-of-test',
      scanId: randomUUID(),
    });
  const tile = (value: number) =>
    page.getByText(say('console.tile.arrived', { value, perMinute: '' }).split(' ·')[0] ?? '');
  await page.route(stream, (route) => route.abort());
  await page.clock.install();
  await signIn(context, admin);
  const polls = pollsOf(page);
  await page.goto(`/admin/concerts/${String(concertId)}`);
  const forget = () => Object.assign(polls, { own: [], others: [] });
  forget();
  await scan(0);
  await expect(tile(arrived + 1)).toBeVisible();
  expect(polls.own).toEqual(expect.arrayContaining(['admin.overview', 'admin.seatMap']));

  const streaming = page.waitForResponse(stream);
  await page.unroute(stream);
  await streaming;
  await scan(1);
  await expect(tile(arrived + 2)).toBeVisible();
  forget();
  await page.clock.fastForward(15_000); // every poll is due
  await expect.poll(() => polls.others.length).toBeGreaterThan(0); // of the menu
  expect(polls.own).toEqual([]);

  await page.route(stream, (route) => route.abort());
  const chips = page.getByRole('group', { name: say('admin.chooseDate') });
  await chips.getByRole('button').nth(1).click(); // ends the stream and asks for another
  await scan(2);
  await expect(tile(arrived + 3)).toBeVisible();
  const overviews = () => polls.own.filter((name) => name === 'admin.overview').length;
  await expect.poll(overviews).toBeGreaterThan(1);
  expect(new Set(polls.historyMinutes)).toEqual(new Set([30]));
});

import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, expect, type Page, test as base } from '@playwright/test';
import { createTRPCClient, httpLink } from '@trpc/client';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { encode } from 'next-auth/jwt';
import { createTranslator } from 'next-intl';
import pg from 'pg';
import { signAccessToken } from '#server/account/access-token.ts';
import { type Language, languageNames, languages } from '#server/config/languages.schema.ts';
import type { AppRouter } from '#server/trpc/root.ts';
import { runsOnce } from './projects.ts';

export const required = (name: string) => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run the browser tests by npm test`);
  return value;
};
const baseUrl = () => required('JARI_E2E_URL');

export interface Person {
  userId: string;
  email: string;
  password: string;
  accessToken: string;
}

async function post<Reply>(path: string, body: object): Promise<Reply> {
  const answer = await fetch(`${baseUrl()}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Reply;
}

/** Signs an access token directly, because a sign-in requires a slow password check. */
const accessTokenOf = (userId: string) => signAccessToken(userId, required('NEXTAUTH_SECRET'));

/** Signs up a new user through the REST API. */
export async function aPerson(): Promise<Person> {
  const account = { email: `${randomUUID()}@jari.example`, password: 'a password of mine' };
  const { userId } = await post<{ userId: string }>('/api/auth/users', {
    ...account,
    name: '손님',
  });
  return { userId, ...account, accessToken: accessTokenOf(userId) };
}

/** Creates users without a sign-up, because each sign-up hashes a password. */
export async function manyUsers(count: number): Promise<Person[]> {
  const made = await sql(
    `INSERT INTO users (email, name) SELECT gen_random_uuid() || '@jari.example', '손님'
     FROM generate_series(1, $1) RETURNING id, email`,
    count,
  );
  return made.map(({ id, email }) => {
    const userId = String(id);
    return { userId, email: String(email), password: '', accessToken: accessTokenOf(userId) };
  });
}

export async function theAdmin(): Promise<Person> {
  const account = { email: 'admin@jari.example', password: 'jari-admin-1234' };
  const [admin] = await sql('SELECT id FROM users WHERE email = $1', account.email);
  const userId = String(admin?.['id']);
  return { ...account, userId, accessToken: accessTokenOf(userId) };
}

/** Returns a tRPC client for a user's calls outside the browser. */
export function program({ accessToken }: Person, queueToken?: string) {
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${baseUrl()}/api/trpc`,
        headers: {
          authorization: `Bearer ${accessToken}`,
          ...(queueToken !== undefined && { 'x-queue-token': queueToken }),
        },
      }),
    ],
  });
}

/** Joins the queue, and waits for admission. Returns a client with the queue token. */
export async function admittedProgram(person: Person, concertId: number) {
  const { token } = await program(person).queue.join.mutate({ concertId });
  const admitted = program(person, token);
  await expect
    .poll(async () => (await admitted.queue.status.query({ concertId })).state, {
      intervals: [100],
    })
    .toBe('ACTIVE');
  return admitted;
}

/** Holds the first or last `count` free seats of a performance. Returns the hold and its seats. */
export async function holdFree(
  admitted: Awaited<ReturnType<typeof admittedProgram>>,
  performanceId: number,
  { count = 1, last = false } = {},
) {
  const free = (await admitted.seating.seats.query({ performanceId })).filter(
    ({ state }) => state === 'available',
  );
  const chosen = last ? free.slice(-count) : free.slice(0, count);
  const seats = chosen.map(({ seat }) => seat);
  return { ...(await admitted.seating.hold.mutate({ performanceId, seats })), chosen };
}

/**
 * Returns the site's origin under jari.test, because browsers treat localhost as a secure context.
 * `playwright.config.ts` maps jari.test to 127.0.0.1.
 */
export function plainHttpSite(): string {
  const site = new URL(baseUrl());
  site.hostname = 'jari.test';
  return site.origin;
}

/** Sets the user's session cookie directly, without the sign-in form. */
export async function signIn(
  context: BrowserContext,
  { userId }: Person,
  url = baseUrl(),
): Promise<void> {
  const value = await encode({
    token: { sub: userId },
    secret: required('NEXTAUTH_SECRET'),
    maxAge: 3_600,
  });
  await context.addCookies([
    { name: 'next-auth.session-token', value, url, httpOnly: true, sameSite: 'Lax' },
  ]);
}

/** Runs one SQL statement on the instance's database, without a request to the instance. */
export async function sql(
  statement: string,
  ...values: unknown[]
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: required('DATABASE_URL') });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(statement, values);
  await client.end();
  return rows;
}

/**
 * Makes a hold expire in `inSeconds`, by the database's clock. A negative value expires the hold at
 * once.
 */
export async function expireHold(reservationId: number, inSeconds = -1): Promise<void> {
  const end = 'clock_timestamp() + make_interval(secs => $2)';
  await sql(
    `UPDATE seats SET held_until = ${end} WHERE reservation_id = $1`,
    reservationId,
    inSeconds,
  );
  await sql(`UPDATE reservations SET held_until = ${end} WHERE id = $1`, reservationId, inSeconds);
}

/** Suspends the Redis process while `during` runs, so that Redis hangs with open connections. */
export async function withoutRedis(during: () => Promise<void>): Promise<void> {
  const pid = Number(required('JARI_E2E_REDIS_PID'));
  process.kill(pid, 'SIGSTOP');
  try {
    await during();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

/** Waits for a frame, which begins the motions of the last change, and for their end. */
async function motionsEnd(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await nextFrame();
    await nextFrame();
    const passing = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(passing.map(({ finished }) => finished));
  });
}

/** Counts the motions that start on the page from now on. A motion takes more than 10 ms. */
export async function motionsOf(page: Page): Promise<() => Promise<number>> {
  await motionsEnd(page); // a motion that began before would be counted with the next
  await page.evaluate(() => {
    const { dataset } = document.documentElement;
    dataset['motions'] = '0';
    const count = ({ target }: Event) => {
      const running = target instanceof Element ? target.getAnimations() : [];
      const lasting = running.filter(
        ({ effect }) => Number(effect?.getComputedTiming().duration) > 10,
      );
      dataset['motions'] = String(Number(dataset['motions']) + lasting.length);
    };
    for (const event of ['transitionrun', 'animationstart'])
      document.addEventListener(event, count);
  });
  return () => page.evaluate(() => Number(document.documentElement.dataset['motions']));
}

/**
 * Runs `during` after all animations end, so that axe measures the contrast of the final colours.
 */
async function settled<T>(page: Page, during: () => Promise<T>): Promise<T> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await motionsEnd(page);
  return during().finally(() => page.emulateMedia({ reducedMotion: null }));
}

/** Rules of axe whose result depends on the theme. */
const colourRules = ['color-contrast', 'link-in-text-block'];

async function barriers(page: Page, rules?: string[]): Promise<string[]> {
  // Legacy mode makes axe two to four times as fast. Legacy mode skips cross-origin frames, but
  // Jari's pages have none.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({
    // axe otherwise describes the elements that pass too, which doubles its time.
    resultTypes: ['violations'],
    ...(rules === undefined
      ? { rules: { 'target-size': { enabled: true } } } // axe leaves this rule out by default
      : { runOnly: { type: 'rule', values: rules } }),
  });
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Runs `during` in the page's opposite theme, light or dark. */
async function inOtherTheme<T>(page: Page, during: () => Promise<T>): Promise<T> {
  const before = await page.evaluate(() => {
    const { dataset } = document.documentElement;
    const chosen = dataset['theme'];
    const isDark =
      chosen === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
    dataset['theme'] = isDark ? 'light' : 'dark';
    return chosen;
  });
  await motionsEnd(page);
  return during().finally(() =>
    page.evaluate((theme) => {
      if (theme === undefined) delete document.documentElement.dataset['theme'];
      else document.documentElement.dataset['theme'] = theme;
    }, before),
  );
}

/**
 * Fails if axe finds a violation of any rule. A test in only one project checks the colours in both
 * themes, because each project has only one theme.
 */
export async function expectAccessible(page: Page): Promise<void> {
  await settled(page, async () => {
    expect(await barriers(page)).toEqual([]);
    const { file, tags } = base.info();
    if (runsOnce(file, tags))
      await inOtherTheme(page, async () => expect(await barriers(page, colourRules)).toEqual([]));
  });
}

/** Fails with the elements that reach beyond the right edge of the page. */
export async function expectFitting(page: Page): Promise<void> {
  expect(
    await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      if (scrollWidth <= clientWidth) return [];
      return [...document.querySelectorAll('body *')]
        .filter((node) => node.getBoundingClientRect().right > clientWidth)
        .map((node) => node.outerHTML.slice(0, 200));
    }),
  ).toEqual([]);
}

/** Fails if axe finds a violation or the page is wider than the screen. */
export async function expectSoundPage(page: Page): Promise<void> {
  await expectAccessible(page);
  await expectFitting(page);
}

/**
 * Fails if, with forced colours, a filled button has no edge, a pressed one is not highlighted, or
 * the page is wider than the screen.
 */
export async function expectForcedColours(page: Page): Promise<void> {
  await page.emulateMedia({ forcedColors: 'active' });
  const indistinct = () =>
    page.evaluate(() => {
      const probe = document.body.appendChild(document.createElement('i'));
      probe.style.cssText = 'forced-color-adjust: none; background: Highlight';
      const highlight = getComputedStyle(probe).backgroundColor;
      probe.remove();
      return [...document.querySelectorAll('a, button')]
        .filter((node) => {
          if (!node.checkVisibility()) return false;
          const { borderTopStyle, borderTopWidth, backgroundColor } = getComputedStyle(node);
          const hasEdge = borderTopStyle === 'solid' && Number.parseFloat(borderTopWidth) > 0;
          const isFilled = /(?:^| )bg-(?:accent|danger|ink)(?: |$)/.test(node.className);
          const isPressed = node.ariaPressed === 'true';
          return (isFilled && !hasEdge) || (isPressed && backgroundColor !== highlight);
        })
        .map(({ outerHTML }) => outerHTML.slice(0, 200));
    });
  await expect.poll(indistinct).toEqual([]);
  await expectFitting(page);
  await page.emulateMedia({ forcedColors: null });
}

/** Presses the button until the dialog opens, because a page ignores clicks before hydration. */
export async function openDialog(page: Page, button: string, title: string) {
  const dialog = page.getByRole('dialog', { name: title });
  await expect(async () => {
    if (!(await dialog.isVisible()))
      await page.getByRole('button', { name: button, exact: true }).click({ timeout: 2_000 });
    await expect(dialog).toBeVisible({ timeout: 1_000 });
  }).toPass();
  return dialog;
}

/** Opens the menu of the header, which has the account, the theme and the language. */
export async function openAccountMenu(page: Page) {
  const menu = page.getByRole('banner').locator('details');
  if (!(await menu.evaluate((node: HTMLDetailsElement) => node.open)))
    await menu.locator('summary').click();
  return menu;
}

/** Finds the theme button, whose label names the theme that a press selects. */
export const themeButton = (page: Page, say: Say) =>
  page.getByRole('button', {
    name: new RegExp(`^(${say('common.toDark')}|${say('common.toLight')})$`),
  });

export type Say = (key: string, values?: Record<string, string | number>) => string;

/** Name of the language to which tests switch from the project's. */
export const otherLanguage = (locale: Language): string =>
  languageNames[locale === 'ko' ? 'en' : 'ko'];

function sayIn(locale: Language): Say {
  return (key, values = {}) => {
    const [feature = ''] = key.split('.');
    const file = new URL(`../components/messages/${locale}/${feature}.json`, import.meta.url);
    const messages = {
      [feature]: JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>,
    };
    return createTranslator({ locale, messages, timeZone: 'Asia/Seoul' })(
      key as never,
      values as never,
    );
  };
}

/**
 * Console errors of 4xx and 5xx responses, and of a header that browsers ignore over plain HTTP.
 */
const expectedErrors = /Failed to load resource|Cross-Origin-Opener-Policy header has been ignored/;

/**
 * `say` returns a text of the interface in the project's language. A test fails on console errors
 * other than `expectedErrors`. `loud` ignores all console errors, for tests that provoke such
 * errors.
 */
export const test = base.extend<{
  locale_: Language;
  say: Say;
  loud: boolean;
  quiet: undefined;
}>({
  loud: [false, { option: true }],
  locale_: async ({ locale }, use) => use(locale === 'en-US' ? 'en' : 'ko'),
  say: async ({ locale_ }, use) => use(sayIn(locale_)),
  context: async ({ context, locale_ }, use) => {
    await context.addCookies([{ name: 'jari-locale', value: locale_, url: baseUrl() }]);
    await use(context);
  },
  quiet: [
    async ({ context, loud }, use) => {
      const complaints: string[] = [];
      context.on('console', (message) => {
        if (message.type() === 'error' && !expectedErrors.test(message.text()))
          complaints.push(message.text());
      });
      context.on('weberror', (error) => complaints.push(error.error().message));
      await use(undefined);
      if (!loud) expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});
export { expect };
export type { Page };

/** Matches the address of a path in any language. */
export const at = (path: string): RegExp =>
  new RegExp(
    `^https?://[^/]+(/(?:${languages.join('|')}))?${path.replaceAll(/[.?+]/g, '\\$&').replace(/^\/(?=\\|$)/, '/?')}$`,
  );

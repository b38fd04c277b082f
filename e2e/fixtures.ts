import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, expect, type Page, test as base } from '@playwright/test';
import { createTRPCClient, httpLink } from '@trpc/client';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { encode } from 'next-auth/jwt';
import { createTranslator } from 'next-intl';
import pg from 'pg';
import type { AppRouter } from '#server/trpc/root.ts';

const required = (name: string) => {
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

/** Somebody who has just signed up. */
export async function aPerson(): Promise<Person> {
  const account = { email: `${randomUUID()}@jari.example`, password: 'a password of mine' };
  const { userId } = await post<{ userId: string }>('/api/auth/users', { ...account, name: '손님' });
  const { accessToken } = await post<{ accessToken: string }>('/api/auth/token', account);
  return { userId, ...account, accessToken };
}

export async function theAdmin(): Promise<Person> {
  const account = { email: 'admin@jari.example', password: 'jari-admin-1234' };
  return { ...account, ...(await post<{ userId: string; accessToken: string }>('/api/auth/token', account)) };
}

/** A program's way in, for what a test needs others to do meanwhile. */
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

/** Joins the line and, once admitted, gives a program with the token. */
export async function admittedProgram(person: Person, concertId: number) {
  const { token } = await program(person).queue.join.mutate({ concertId });
  const admitted = program(person, token);
  await expect.poll(async () => (await admitted.queue.status.query({ concertId })).state).toBe('ACTIVE');
  return admitted;
}

/** The same site under a host name that is not localhost: where the config maps it, and no secure context. */
export function plainHttpSite(): string {
  const site = new URL(baseUrl());
  site.hostname = 'jari.test';
  return site.origin;
}

/** Gives a browser this person's session, as signing in would. */
export async function signIn(context: BrowserContext, { userId }: Person, url = baseUrl()): Promise<void> {
  const value = await encode({ token: { sub: userId }, secret: required('NEXTAUTH_SECRET'), maxAge: 3_600 });
  await context.addCookies([{ name: 'next-auth.session-token', value, url, httpOnly: true, sameSite: 'Lax' }]);
}

/** One statement on the instance's database: what a clock or an outside hand would do. */
export async function sql(statement: string, ...values: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: required('DATABASE_URL') });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(statement, values);
  await client.end();
  return rows;
}

/** Makes a hold's time be over in so many seconds, by the database's own clock; at once without them. */
export async function lapse(reservationId: number, inSeconds = -1): Promise<void> {
  const end = 'clock_timestamp() + make_interval(secs => $2)';
  await sql(`UPDATE seats SET held_until = ${end} WHERE reservation_id = $1`, reservationId, inSeconds);
  await sql(`UPDATE reservations SET held_until = ${end} WHERE id = $1`, reservationId, inSeconds);
}

/** Stops the line's store as if its machine hung, for as long as `during` runs. */
export async function withoutRedis(during: () => Promise<void>): Promise<void> {
  const pid = Number(required('JARI_E2E_REDIS_PID'));
  process.kill(pid, 'SIGSTOP');
  try {
    await during();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

/**
 * No colour is on its way to another while `during` runs: contrast is measured of what stays. Nothing moves for whoever wants less of
 * it; without that, a button that has come to lie under the pointer might begin to.
 */
async function settled<T>(page: Page, during: () => Promise<T>): Promise<T> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(async () => {
    const passing = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(passing.map(({ finished }) => finished));
  });
  return during().finally(() => page.emulateMedia({ reducedMotion: null }));
}

/** No barrier by axe, no rule disabled. */
export async function expectAccessible(page: Page): Promise<void> {
  // Its legacy mode leaves out frames of other origins, which no page of ours has, and is two to four times as fast.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await settled(page, () => axe.analyze());
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

/** No page is wider than the screen. */
export async function expectFitting(page: Page): Promise<void> {
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  ).toBeLessThanOrEqual(0);
}

/** No barrier, and nothing wider than the screen. */
export async function stand(page: Page): Promise<void> {
  await expectAccessible(page);
  await expectFitting(page);
}

/** Opens a dialog by its button, as soon as the page listens. */
export async function openDialog(page: Page, button: string, title: string) {
  const dialog = page.getByRole('dialog', { name: title });
  await expect(async () => {
    if (!(await dialog.isVisible())) await page.getByRole('button', { name: button, exact: true }).click({ timeout: 2_000 });
    await expect(dialog).toBeVisible({ timeout: 1_000 });
  }).toPass();
  return dialog;
}

/** The button that changes between the light and the dark theme, named by what it leads to. */
export const themeButton = (page: Page, say: Say) =>
  page.getByRole('button', { name: new RegExp(`^(${say('common.toDark')}|${say('common.toLight')})$`) });

export type Say = (key: string, values?: Record<string, string | number>) => string;

function sayIn(locale: 'ko' | 'en'): Say {
  return (key, values = {}) => {
    const [feature = ''] = key.split('.');
    const file = new URL(`../components/messages/${locale}/${feature}.json`, import.meta.url);
    const messages = { [feature]: JSON.parse(readFileSync(file, 'utf8')) as Record<string, string> };
    return createTranslator({ locale, messages, timeZone: 'Asia/Seoul' })(key as never, values as never);
  };
}

/**
 * `say` gives the interface's own words in the project's language; every page must keep its console free of errors, but for the
 * answers that a test itself provokes (the browser reports each 4xx and 5xx as one), unless a test is `loud`: about what is stopped.
 */
export const test = base.extend<{ locale_: 'ko' | 'en'; say: Say; loud: boolean; quiet: undefined }>({
  loud: [false, { option: true }],
  locale_: async ({ locale }, use) => use(locale === 'en-US' ? 'en' : 'ko'),
  say: async ({ locale_ }, use) => use(sayIn(locale_)),
  context: async ({ context, locale_ }, use) => {
    await context.addCookies([{ name: 'jari-locale', value: locale_, url: baseUrl() }]);
    await use(context);
  },
  quiet: [
    async ({ page, loud }, use) => {
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' && !message.text().includes('Failed to load resource')) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      await use(undefined);
      if (!loud) expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});
export { expect };
export type { Page };

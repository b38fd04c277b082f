import { send, sessionCookieOf } from './http-client.ts';
import { aPerson, aPerformance } from './factories.ts';
import { startInstance } from './instance.ts';
import { testStores } from './stores.ts';
import { type Answer, type Sent, transmit } from './wire.ts';

export const form = 'application/x-www-form-urlencoded';
export const json = 'application/json';

/** Starts an instance with its own stores and with pages, for tests of page requests. */
export async function openGuardedSite() {
  const stores = await testStores();
  const instance = await startInstance(
    { KAKAO_CLIENT_ID: 'an id', KAKAO_CLIENT_SECRET: 'a secret' },
    { pages: true },
  );
  const { url } = instance;
  const concert = `/concerts/${String((await aPerformance(stores.db)).concertId)}`;
  return {
    url,
    logs: () => instance.logs(),
    /** Session cookie of a signed-in user. */
    session: await sessionCookieOf(await aPerson(stores.db)),
    pages: [
      '/',
      '/sign-in',
      '/sign-up',
      '/wallet',
      '/reservations',
      concert,
      `${concert}/queue`,
      `${concert}/dates`,
    ].concat(['/docs', '/icon.svg']),
    /** Path of a static file of the build. */
    file: /\/_next\/static\/[^"]+\.css/.exec((await send(url)).text)?.[0] ?? '',
    get: (path: string, headers: Sent['headers'] = {}): Promise<Answer> =>
      transmit(url, { method: 'GET', path, headers, body: null }),
    post: (
      path: string,
      type: string | undefined,
      body: string,
      headers: Sent['headers'] = {},
    ): Promise<Answer> =>
      transmit(url, {
        method: 'POST',
        path,
        headers: {
          ...headers,
          ...(type !== undefined && { 'content-type': type }),
          'content-length': Buffer.byteLength(body),
        },
        body,
      }),
    close: async (): Promise<void> => {
      await instance.stop();
      await stores.close();
    },
  };
}
export type GuardedSite = Awaited<ReturnType<typeof openGuardedSite>>;

const obeyed = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/;

/**
 * Returns the log lines that are not JSON, contain control characters or a stack trace, or have
 * level error or above.
 */
export function unsoundLines(logs: string): string[] {
  const isSound = (line: string): boolean => {
    if (!/^\{"level":\d+,.*\}$/.test(line)) return false;
    const { level, msg } = JSON.parse(line) as { level: number; msg: unknown };
    return level < 50 && typeof msg === 'string' && !obeyed.test(line) && !line.includes('    at ');
  };
  return logs.split('\n').filter((line) => line !== '' && !isSound(line));
}

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { startInstallation } from '#scripts/demonstration.ts';
import { startTestRedis } from '#scripts/stores/redis.ts';
import { required, test as base } from './fixtures.ts';

interface Owner {
  email: string;
  password: string;
}

/** Creates an owner by the command, which prints the password. */
async function createOwner(databaseUrl: string): Promise<Owner> {
  const email = 'owner@jari.example';
  const root = path.join(import.meta.dirname, '..');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['scripts/boot.mjs', 'scripts/owner.ts', '--email', email],
    { cwd: root, env: { ...process.env, DATABASE_URL: databaseUrl } },
  );
  const password = /password (\S+)/.exec(stdout)?.[1];
  if (password === undefined) throw new Error(`no password in: ${stdout}`);
  return { email, password };
}

/** Returns the address of another database on the server of the browser tests. */
function inDatabase(name: string): string {
  const address = new URL(required('DATABASE_URL'));
  address.pathname = `/${name}`;
  return address.href;
}

/**
 * Runs tests on an instance of their own, whose database has no concert and no user except its
 * owner. The other fixtures use that instance, too.
 */
export const test = base.extend<
  { baseURL: string },
  { installation: { url: string; owner: Owner } }
>({
  installation: [
    async ({ browserName }, use) => {
      const redis = await startTestRedis();
      const { url, databaseUrl, sessionSecret, instance } = await startInstallation(
        { postgres: { url: inDatabase }, redisUrl: redis.url },
        `jari_${browserName}_${randomUUID().slice(0, 8)}`,
      );
      Object.assign(process.env, {
        JARI_E2E_URL: url,
        DATABASE_URL: databaseUrl,
        NEXTAUTH_SECRET: sessionSecret,
      });
      await use({ url, owner: await createOwner(databaseUrl) });
      await instance.stop();
      await redis.stop();
    },
    { scope: 'worker', auto: true, timeout: 60_000 },
  ],
  baseURL: async ({ installation }, use) => use(installation.url),
});
export { expect } from './fixtures.ts';

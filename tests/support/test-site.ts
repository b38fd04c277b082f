import { log } from '#server/config/log.ts';
import { closeMailer } from '#server/mail/mail.ts';
import { type MailServer, startMailServer } from './mail-server.ts';
import { afterAll, beforeAll, expect } from 'vitest';
import { auditNow } from './database-state.ts';
import { aPerson } from './factories.ts';
import { type Instance, startInstance } from './instance.ts';
import { testStores, type TestStores } from './stores.ts';

/**
 * Opens stores and one instance for the tests of a file. Closes both after the tests. The returned
 * objects are empty until the tests begin.
 */
export function testSite(
  settings: Record<string, string> = {},
  { pages = false } = {},
): { stores: TestStores; instance: Instance } {
  const site = { stores: {} as TestStores, instance: {} as Instance };
  beforeAll(async () => {
    Object.assign(site.stores, await testStores());
    Object.assign(site.instance, await startInstance(settings, { pages }));
  }, 120_000);
  afterAll(async () => {
    await site.instance.stop();
    await site.stores.close();
  });
  return site;
}

/**
 * Opens stores and creates an owner for the tests of a file. After the tests, every invariant of
 * the database must hold. The returned objects are empty until the tests begin.
 */
export function ownersWorld(): { stores: TestStores; owner: { userId: string } } {
  const world = { stores: {} as TestStores, owner: { userId: '' } };
  beforeAll(async () => {
    Object.assign(world.stores, await testStores());
    world.owner.userId = await aPerson(world.stores.db, 'OWNER');
  });
  afterAll(async () => {
    expect((await auditNow()).filter(({ breaches }) => breaches > 0)).toEqual([]);
    await world.stores.close();
  });
  return world;
}

/**
 * Opens stores and a mail server for the tests of a file and silences the log,
 * because dead letters are expected. The returned objects are empty until the tests begin.
 */
export function mailWorld(): { stores: TestStores; server: MailServer } {
  const world = { stores: {} as TestStores, server: {} as MailServer };
  beforeAll(async () => {
    log.level = 'silent';
    Object.assign(world.stores, await testStores());
    Object.assign(world.server, await startMailServer());
  });
  afterAll(async () => {
    closeMailer();
    await world.server.close();
    await world.stores.close();
  });
  return world;
}

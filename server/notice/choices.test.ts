import { expect, test } from 'vitest';
import { aPerformance, aPerson } from '#tests/support/factories.ts';
import { refusalOf } from '#tests/support/people.ts';
import { ownersWorld } from '#tests/support/test-site.ts';
import { defaultChoices } from './choices.schema.ts';
import { stages } from './stages.schema.ts';
import { choicesOf, follow, following, setChoices } from './notice.ts';

const { stores } = ownersWorld();

test('a person has the default channels until the first choice, which is remembered', async () => {
  const [userId, other] = [await aPerson(stores.db), await aPerson(stores.db)];
  expect(await choicesOf(stores.db, userId)).toEqual(defaultChoices);
  const chosen = { ...defaultChoices, turn: ['EMAIL' as const], booking: [] };
  expect(await setChoices(stores.db, userId, { ...chosen, language: 'en' })).toEqual(chosen);
  expect(await choicesOf(stores.db, userId)).toEqual(chosen);
  expect(await choicesOf(stores.db, other)).toEqual(defaultChoices);
  expect(await stores.db.user.findUnique({ where: { id: userId } })).toMatchObject({
    language: 'en',
  });
});

test('a stage that is newer than the choice has its default', async () => {
  const userId = await aPerson(stores.db);
  await stores.db.noticeChoice.create({ data: { userId, channels: { turn: [] } } });
  expect(await choicesOf(stores.db, userId)).toEqual({ ...defaultChoices, turn: [] });
  expect(Object.keys(defaultChoices)).toEqual([...stages]);
});

test('a person follows a concert once, and ends it', async () => {
  const userId = await aPerson(stores.db);
  const [first, second] = [await aPerformance(stores.db), await aPerformance(stores.db)];
  for (const { concertId } of [first, first, second])
    expect(await follow(stores.db, userId, { concertId, on: true })).toEqual({ on: true });
  expect(await following(stores.db, userId)).toEqual([second.concertId, first.concertId]);
  await follow(stores.db, userId, { concertId: first.concertId, on: false });
  expect(await following(stores.db, userId)).toEqual([second.concertId]);
});

test('nobody follows a concert that the catalog hides', async () => {
  const userId = await aPerson(stores.db);
  const { concertId } = await aPerformance(stores.db, {}, { state: 'DRAFT' });
  expect(await refusalOf(follow(stores.db, userId, { concertId, on: true }))).toMatchObject({
    code: 'NOT_FOUND',
  });
  expect(await following(stores.db, userId)).toEqual([]);
});

import { expect, test } from 'vitest';
import { typedKinds } from '../control.ts';
import { may, type StaffRole } from '../../may.ts';
import { offeredVerbs, verbNames } from './verb-names.ts';

type Concert = Parameters<typeof offeredVerbs>[0];
const ready: Concert = { state: 'PUBLISHED', lacking: [], performances: [{ cancelledAt: null }] };
const offered = (role: StaffRole, concert: Partial<Concert> = {}) =>
  offeredVerbs({ ...ready, ...concert }, (verb) => may([role], verb));
const steps = ['publish', 'close', 'cancel', 'archive', 'copy'];
const ofDates = ['addDate', 'moveDate', 'removeDate', 'cancelDate'];
const changes = (concert: Partial<Concert>) =>
  offered('MANAGER', concert).filter((verb) => [...steps, ...ofDates].includes(verb));

test('a manager can begin every control that the state of the concert allows', () => {
  expect(offered('MANAGER')).toEqual(
    verbNames.filter((verb) => verb !== 'publish' && verb !== 'archive'),
  );
  expect(offered('MANAGER')).toEqual(
    expect.arrayContaining(['pause', 'orphanRule', ...Object.keys(typedKinds)]),
  );
  const draft = { state: 'DRAFT' } as const;
  expect(changes(draft)).toEqual([
    ...['publish', 'archive', 'copy'],
    ...['addDate', 'moveDate', 'removeDate'],
  ]);
  expect(changes({ ...draft, lacking: ['poster'] })).not.toContain('publish');
  expect(changes({ state: 'ENDED' })).toEqual([
    ...['cancel', 'archive', 'copy'],
    ...['moveDate', 'removeDate', 'cancelDate'],
  ]);
  const cancelled = [{ cancelledAt: '2030-01-01T00:00:00.000Z' }];
  expect(changes({ state: 'CANCELLED', performances: cancelled })).toEqual(['archive', 'copy']);
  expect(changes({ performances: cancelled })).toEqual(['close', 'cancel', 'copy', 'addDate']);
});

test('support can begin a refund alone, and auditors and the door nothing', () => {
  expect(offered('SUPPORT')).toEqual(['refund']);
  expect([offered('AUDITOR'), offered('DOOR')]).toEqual([[], []]);
});

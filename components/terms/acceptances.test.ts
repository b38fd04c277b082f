import { expect, test } from 'vitest';
import { signUpInput } from '#server/account/account.schema.ts';
import { withAcceptances } from './acceptances.ts';

const account = { email: 'minji@jari.example', password: 'long enough', name: '김민지' };
const versions = { terms: '2026-12', privacy: '2026-12' };
const ticked = { terms: 'on', privacy: 'on', over14: 'on' };

test('a sign-up with every box ticked carries the versions that the page showed', () => {
  const input = signUpInput.parse(withAcceptances({ ...account, ...ticked }, versions));
  expect(input).toMatchObject({
    terms: { version: '2026-12' },
    privacy: { version: '2026-12' },
    over14: true,
  });
});

test.each(Object.keys(ticked))('a sign-up with the box %s empty is refused at that box', (box) => {
  const fields = Object.entries({ ...account, ...ticked }).filter(([name]) => name !== box);
  const input = signUpInput.safeParse(withAcceptances(Object.fromEntries(fields), versions));
  expect(input.error?.issues.map(({ path }) => path[0])).toEqual([box]);
});

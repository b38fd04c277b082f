import { QueryClient } from '@tanstack/react-query';
import { createTRPCClient, type TRPCLink } from '@trpc/client';
import { createTRPCQueryUtils } from '@trpc/react-query';
import { observable } from '@trpc/server/observable';
import { expect, test } from 'vitest';
import { auditInput } from '#server/admin/audit-log.schema.ts';
import type { AppRouter } from '#server/trpc/root.ts';
import { withoutDirection } from './without-direction.ts';

/** Reads two pages of the audit log. Returns the inputs that the server gets. */
async function inputsOfPages(links: TRPCLink<AppRouter>[]): Promise<unknown[]> {
  const inputs: unknown[] = [];
  const server: TRPCLink<AppRouter> =
    () =>
    ({ op }) =>
      observable((observer) => {
        inputs.push(op.input);
        observer.next({ result: { type: 'data', data: { items: [], cursor: 7 } } });
        observer.complete();
      });
  const client = createTRPCClient<AppRouter>({ links: [...links, server] });
  const utils = createTRPCQueryUtils({ queryClient: new QueryClient(), client });
  const options = { pages: 2, getNextPageParam: () => 7 };
  await utils.admin.audit.list.fetchInfinite({ concertId: 1 }, options);
  return inputs;
}
const isTaken = (input: unknown) => auditInput.safeParse(input).success;

test('the server takes the input of each page of an infinite query', async () => {
  const inputs = await inputsOfPages([withoutDirection]);
  expect(inputs).toEqual([{ concertId: 1 }, { concertId: 1, cursor: 7 }]);
  expect(inputs.every(isTaken)).toBe(true);
});

test('negative control: without the link, the server refuses the input of each page', async () => {
  expect((await inputsOfPages([])).some(isTaken)).toBe(false);
});

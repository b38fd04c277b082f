import type { Outputs } from '../api.ts';

interface Options {
  signal?: AbortSignal;
  /** User of the document, so that the server refuses the session of another user. */
  viewer?: string | undefined;
}

type Answer<Data> = { result: { data: Data } } | { error: { data: object } };

/**
 * Calls a query without the clients of tRPC and TanStack Query, which public pages do not load. A
 * refusal is thrown in the form that `refusalOf` reads.
 */
export async function ask<
  Room extends keyof Outputs,
  Procedure extends string & keyof Outputs[Room],
>(
  room: Room,
  procedure: Procedure,
  input?: object,
  { signal, viewer }: Options = {},
): Promise<Outputs[Room][Procedure]> {
  const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  return dataOf(
    await fetch(`/api/trpc/${room}.${procedure}${query}`, {
      ...(viewer !== undefined && { headers: { 'x-jari-viewer': viewer } }),
      ...(signal !== undefined && { signal }),
    }),
  );
}

/** Like `ask`, for a mutation. */
export async function send<
  Room extends keyof Outputs,
  Procedure extends string & keyof Outputs[Room],
>(room: Room, procedure: Procedure, input: object): Promise<Outputs[Room][Procedure]> {
  return dataOf(
    await fetch(`/api/trpc/${room}.${procedure}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    }),
  );
}

async function dataOf<Data>(response: Response): Promise<Data> {
  const answer = (await response.json()) as Answer<Data>;
  if ('result' in answer) return answer.result.data;
  throw Object.assign(new Error('refused'), answer.error);
}

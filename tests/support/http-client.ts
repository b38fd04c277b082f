import { createTRPCClient, httpLink, type TRPCClient, TRPCClientError } from '@trpc/client';
import { encode } from 'next-auth/jwt';
import { signAccessToken } from '#server/account/access-token.ts';
import { env } from '#server/config/env.ts';
import { type AppRouter, procedures } from '#server/trpc/root.ts';

export type Api = TRPCClient<AppRouter>;

export interface Credentials {
  accessToken?: string;
  queueToken?: string;
}

/** Creates a program's tRPC client of the instance at `url`. */
export function apiAt(url: string, { accessToken, queueToken }: Credentials = {}): Api {
  const headers = {
    ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
    ...(queueToken !== undefined && { 'x-queue-token': queueToken }),
  };
  return createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/api/trpc`, headers })] });
}

/** A user with an access token that any instance accepts. */
export interface Fan {
  userId: string;
  accessToken: string;
  at(instance: { url: string }, queueToken?: string): Api;
}

export function fanWith(userId: string, accessToken: string): Fan {
  const at: Fan['at'] = ({ url }, queueToken) =>
    apiAt(url, { accessToken, ...(queueToken !== undefined && { queueToken }) });
  return { userId, accessToken, at };
}

export function fanOf(userId: string): Fan {
  return fanWith(userId, signAccessToken(userId, env().NEXTAUTH_SECRET));
}

/** Returns a `Cookie` header value with a next-auth session that any instance accepts. */
export async function sessionCookieOf(
  userId: string,
  lifetime: { maxAge?: number } = {},
): Promise<string> {
  const token = { sub: userId };
  return `next-auth.session-token=${await encode({ token, secret: env().NEXTAUTH_SECRET, ...lifetime })}`;
}

/** Returns the refusal code of an error, or undefined if the error is not a refusal. */
export function refusalCodeOf(error: unknown): string | undefined {
  return error instanceof TRPCClientError
    ? (error as TRPCClientError<AppRouter>).data?.refusal.code
    : undefined;
}

/** Returns 'done' or the code of the refusal. Rethrows an error that is not a refusal. */
export async function outcomeOverHttp(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'done';
  } catch (error) {
    const code = refusalCodeOf(error);
    if (code === undefined) throw error;
    return code;
  }
}

/**
 * A response. `data` and `refusal` come from a tRPC body; `refusal` may also come from a
 * problem+json body.
 */
export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** Parsed JSON body; undefined if the body is not JSON. */
  body: unknown;
  data: unknown;
  refusal: { code: string; [detail: string]: unknown } | undefined;
}

export const seen = ({ status, refusal }: Reply) => [status, refusal?.code];

interface Envelope {
  code?: string;
  result?: { data?: unknown };
  error?: { data?: { refusal?: Reply['refusal'] } };
}

/** Returns the data of a stream's first message in tRPC's form, and closes the stream. */
async function firstMessage(response: Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    const data = /(?:^|\n\n)data: (.*)\n\n/.exec(text)?.[1];
    if (data !== undefined) return `{"result":{"data":${data}}}`;
  }
  return text;
}

export async function read(response: Response): Promise<Reply> {
  const { status, headers } = response;
  const type = headers.get('content-type') ?? '';
  const isStream = type.startsWith('text/event-stream');
  const text = await (isStream ? firstMessage(response) : response.text());
  const isJson = (isStream || type.includes('json')) && text !== '';
  const body = isJson ? (JSON.parse(text) as Envelope) : undefined;
  const problem = body?.code === undefined ? undefined : { ...body, code: body.code };
  return {
    status,
    headers,
    text,
    body,
    data: body?.result?.data,
    refusal: body?.error?.data?.refusal ?? problem,
  };
}

/** Sends any request, even a malformed request. Does not follow redirects by default. */
export async function send(url: string, init: RequestInit = {}): Promise<Reply> {
  return read(await fetch(url, { redirect: 'manual', ...init }));
}

/** Maps the name of each procedure to `query`, `mutation` or `subscription`. */
export const kinds = new Map(
  Object.entries(procedures).flatMap(([name, procedure]) =>
    procedure === undefined ? [] : [[name, procedure._def.type]],
  ),
);

/** Creates the HTTP request of one tRPC call. */
export function requestFor(
  url: string,
  name: string,
  input?: unknown,
  headers: Record<string, string> = {},
): Request {
  const at = `${url}/api/trpc/${name}`;
  if (kinds.get(name) === 'mutation') {
    const body = JSON.stringify(input);
    return new Request(at, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  }
  return new Request(
    input === undefined ? at : `${at}?input=${encodeURIComponent(JSON.stringify(input))}`,
    { headers },
  );
}

export async function call(
  url: string,
  name: string,
  input?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  return read(await fetch(requestFor(url, name, input, headers)));
}

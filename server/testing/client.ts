import { createTRPCClient, httpLink, type TRPCClient, TRPCClientError } from '@trpc/client';
import { signAccessToken } from '../account/access-token.ts';
import { env } from '../env.ts';
import type { AppRouter } from '../trpc/root.ts';

export type Api = TRPCClient<AppRouter>;

export interface Credentials {
  accessToken?: string;
  queueToken?: string;
}

/** tRPC over HTTP, as a program speaks it to the instance at `url`. */
export function apiAt(url: string, { accessToken, queueToken }: Credentials = {}): Api {
  const headers = {
    ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
    ...(queueToken !== undefined && { 'x-queue-token': queueToken }),
  };
  return createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/api/trpc`, headers })] });
}

/** A person with an access token, who may speak to any instance. */
export interface Fan {
  userId: string;
  accessToken: string;
  at(instance: { url: string }, queueToken?: string): Api;
}

export function fanWith(userId: string, accessToken: string): Fan {
  const at: Fan['at'] = ({ url }, queueToken) => apiAt(url, { accessToken, ...(queueToken !== undefined && { queueToken }) });
  return { userId, accessToken, at };
}

export async function fanOf(userId: string): Promise<Fan> {
  return fanWith(userId, await signAccessToken(userId, env().NEXTAUTH_SECRET));
}

/** 'done', or the code of the refusal that an attempt met; whatever else went wrong is thrown. */
export async function outcomeOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'done';
  } catch (error) {
    const data = error instanceof TRPCClientError ? (error as TRPCClientError<AppRouter>).data : null;
    if (data?.refusal === undefined) throw error;
    return data.refusal.code;
  }
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON; undefined when it is not. */
  body: unknown;
}

/** A request as it is given, for what no proper client would send. */
export async function send(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json') && text !== '';
  return { status: response.status, headers: response.headers, text, body: isJson ? (JSON.parse(text) as unknown) : undefined };
}

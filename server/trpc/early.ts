import { getTRPCErrorShape, TRPCError } from '@trpc/server';
import { httpStatusOf, Refusal } from '../errors/refusal.ts';
import { unambiguous } from '../request/json.ts';
import { trpcCodeOf } from './init.ts';
import { appRouter, procedures } from './root.ts';

/** What a request says of itself before its body; `path` is what follows /api/trpc/, as it was sent. */
export interface RequestHead {
  method: string;
  path: string;
  isJson: boolean;
}

const answeredBy: Partial<Record<string, 'query' | 'mutation'>> = {
  GET: 'query',
  HEAD: 'query',
  POST: 'mutation',
};

/**
 * What is refused before tRPC sees a request, or null. By itself tRPC fails on methods and paths that it does not expect, and
 * would run a mutation that comes as a form, which any site can send.
 */
export function precheck({ method, path, isJson }: RequestHead): Refusal | null {
  const kinds = namesIn(path).map((name) => procedures[name]?._def.type);
  if (kinds.every((kind) => kind === undefined)) return new Refusal('NOT_FOUND', {});
  if (!kinds.some((kind) => kind !== undefined && kind === answeredBy[method]))
    return new Refusal('METHOD_NOT_ALLOWED', {});
  return method === 'POST' && !isJson ? new Refusal('NOT_JSON', {}) : null;
}

/** The procedures that a path names: several, comma-separated, in a batch. */
export function namesIn(path: string): string[] {
  try {
    return decodeURIComponent(path).split(',');
  } catch (error) {
    if (error instanceof URIError) return []; // no procedure has such a name
    throw error;
  }
}

/** A query's address with an input that means one thing only: unreadable where it stands there twice or says something twice. */
export function withOneInput(url: string): string {
  const end = url.indexOf('?');
  if (end === -1) return url;
  const parameters = new URLSearchParams(url.slice(end + 1));
  const [input = '', ...more] = parameters.getAll('input');
  const single = more.length === 0 ? unambiguous(input) : '';
  if (more.length === 0 && single === input) return url;
  parameters.set('input', single === '' ? '{' : single);
  return `${url.slice(0, end)}?${parameters.toString()}`;
}

/** A refusal as tRPC would have answered it. */
export function toTrpcResponse(refusal: Refusal, path: string): { status: number; body: unknown } {
  const error = new TRPCError({ code: trpcCodeOf(refusal), cause: refusal });
  const config = appRouter._def._config;
  const shape = getTRPCErrorShape({
    config,
    error,
    type: 'unknown',
    path,
    input: undefined,
    ctx: undefined,
  });
  return { status: httpStatusOf(refusal.code), body: { error: shape } };
}

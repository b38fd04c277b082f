import {
  callTRPCProcedure,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  TRPCError,
} from '@trpc/server';
import { parseConnectionParamsFromString } from '@trpc/server/http';
import { jsonOf } from '../database/shared-json.ts';
import { challengeOf } from '../errors/problem.ts';
import { httpStatusOf, type Refusal } from '../errors/refusal.ts';
import type { Context } from '../request/context.ts';
import { parseJson } from '../request/json.ts';
import { refusalOf, runDirectly, trpcCodeOf } from './init.ts';
import { appRouter, procedures } from './root.ts';

const batchSizeMax = 10;

/** A request that has passed the precheck. `path` is the undecoded text after /api/trpc/. */
export interface TrpcRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  /** JSON text of a POST, or '' for GET and HEAD. */
  body: string;
}
export interface TrpcResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * Returns the same status, headers and body as tRPC's own HTTP adapters; dispatch.test.ts compares
 * the responses. Never streams the body. Answers 207 to a batch if its calls have different
 * statuses. Deletes useless queue cookies.
 */
export async function dispatch(request: TrpcRequest, context: Context): Promise<TrpcResponse> {
  const isBatch = request.query.get('batch') === '1';
  const path = decodeURIComponent(request.path);
  const names = isBatch ? path.split(',') : [path];
  const malformed = malformationOf(names, request.query);
  if (malformed !== null)
    return {
      status: 400,
      headers: responseHeaders([malformed], context),
      body: JSON.stringify({ error: errorShape(malformed) }),
    };
  const results = await run(names, request.method, inputsOf(request, isBatch), context);
  await context.queueCookies.tidy(context.db);
  const outcomes = results.map((result, at) => {
    if (!(result instanceof TRPCError)) return { status: 200, text: resultText(result.data) };
    const error = errorShape(result, names[at]);
    return { status: error.data.httpStatus, text: JSON.stringify({ error }) };
  });
  const [status = 200, ...others] = new Set(outcomes.map((outcome) => outcome.status));
  const body = outcomes.map(({ text }) => text).join();
  return {
    status: others.length === 0 ? status : 207,
    headers: responseHeaders(
      results.filter((result) => result instanceof TRPCError),
      context,
    ),
    body: isBatch ? `[${body}]` : body,
  };
}

function resultText(data: unknown): string {
  return data === undefined ? '{"result":{}}' : `{"result":{"data":${jsonOf(data)}}}`;
}

/** Formats a refusal in tRPC's form before any call of the request runs. */
export function refusalResponse(refusal: Refusal, path: string): TrpcResponse {
  const error = new TRPCError({ code: trpcCodeOf(refusal), cause: refusal });
  const { retryAfterSeconds: wait } = refusal;
  return {
    status: httpStatusOf(refusal.code),
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      ...(wait !== undefined && { 'retry-after': String(wait) }),
    },
    body: JSON.stringify({ error: errorShape(error, path) }),
  };
}

/** Forbids caches to keep the response. Adds Retry-After if a refusal states a wait. */
export function responseHeaders(
  errors: readonly TRPCError[],
  context?: Context,
): Record<string, string> {
  const headers = {
    vary: 'trpc-accept, accept',
    'content-type': 'application/json',
    'cache-control': 'no-store',
  };
  if (errors.length === 0) return headers;
  const refusals = errors.map(refusalOf);
  const isPresented = context !== undefined && context.credentials.accessToken !== 'absent';
  const challenge = refusals
    .map(({ code }) => challengeOf(code, isPresented))
    .find((value) => value !== undefined);
  const waits = refusals
    .map(({ retryAfterSeconds }) => retryAfterSeconds)
    .filter((seconds) => seconds !== undefined);
  return {
    ...headers,
    ...(challenge !== undefined && { 'www-authenticate': challenge }),
    ...(waits.length > 0 && { 'retry-after': String(Math.max(...waits)) }),
  };
}

type Inputs = Record<number, unknown> | TRPCError;

function run(names: string[], method: string, inputs: Inputs, ctx: Context) {
  const type = method === 'POST' ? 'mutation' : 'query';
  return Promise.all(
    names.map(async (path, batchIndex): Promise<{ data: unknown } | TRPCError> => {
      const getRawInput = () =>
        inputs instanceof TRPCError ? Promise.reject(inputs) : Promise.resolve(inputs[batchIndex]);
      const procedure = procedures[path]?._def;
      try {
        if (procedure?.meta !== undefined && procedure.type === type)
          return { data: await runDirectly(procedure.meta.call, { path, ctx, getRawInput }) };
        const call = { path, type, ctx, getRawInput, batchIndex, signal: undefined } as const;
        return { data: await callTRPCProcedure({ router: appRouter, ...call }) };
      } catch (error) {
        return getTRPCErrorFromUnknown(error);
      }
    }),
  );
}

/**
 * Returns an error if the batch is too large, mixes queries and mutations, or has malformed
 * connectionParams. Returns null if the calls may run.
 */
function malformationOf(names: string[], query: URLSearchParams): TRPCError | null {
  const kinds = names.map((name) => procedures[name]?._def.type);
  if (names.length > batchSizeMax || new Set(kinds.filter((kind) => kind !== undefined)).size > 1)
    return new TRPCError({ code: 'BAD_REQUEST' });
  const parameters = query.get('connectionParams'); // tRPC refuses malformed connectionParams
  try {
    if (parameters !== null) parseConnectionParamsFromString(parameters);
    return null;
  } catch (error) {
    return getTRPCErrorFromUnknown(error);
  }
}

/**
 * Returns the error of a malformed input instead of throwing it, because each call of a batch must
 * report the error.
 */
export function inputsOf({ method, query, body }: TrpcRequest, isBatch: boolean): Inputs {
  try {
    const [text = '', ...more] = method === 'POST' ? [body] : query.getAll('input');
    if (more.length > 0) throw new SyntaxError('more than one input');
    if (text === '' && method !== 'POST') return {};
    const input = parseJson(text);
    if (!isBatch) return { 0: input };
    if (typeof input !== 'object' || input === null || Array.isArray(input))
      throw new SyntaxError('the input of a batch is an object');
    return input as Record<number, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) return new TRPCError({ code: 'BAD_REQUEST', cause: error });
    throw error;
  }
}

export function errorShape(error: TRPCError, path?: string) {
  const config = appRouter._def._config;
  return getTRPCErrorShape({
    config,
    error,
    type: 'unknown',
    path,
    input: undefined,
    ctx: undefined,
  });
}

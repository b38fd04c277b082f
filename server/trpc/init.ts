import { getTRPCErrorFromUnknown, initTRPC, TRPCError } from '@trpc/server';
import { z } from 'zod';
import type { RefusalCode } from '../errors/errors.schema.ts';
import { toRefusal } from '../errors/driver-errors.ts';
import { httpStatusOf, isRefusal, refuse, Refusal, titleOf } from '../errors/refusal.ts';
import { issuesOf } from '../errors/issues.ts';
import { log } from '../config/log.ts';
import { requestId } from '../config/request-id.ts';
import type { Context } from '../request/context.ts';

/** tRPC's error code, by the HTTP status of a refusal. */
const trpcCodes: Record<number, TRPCError['code']> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_SUPPORTED',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'UNPROCESSABLE_CONTENT',
  429: 'TOO_MANY_REQUESTS',
  501: 'NOT_IMPLEMENTED',
  503: 'SERVICE_UNAVAILABLE',
};

/** Refusal code, by the code of an error that tRPC itself throws. */
const codesOfTrpc: Partial<Record<TRPCError['code'], Exclude<RefusalCode, 'BAD_INPUT'>>> = {
  NOT_FOUND: 'NOT_FOUND',
  METHOD_NOT_SUPPORTED: 'METHOD_NOT_ALLOWED',
  PAYLOAD_TOO_LARGE: 'TOO_LARGE',
  UNSUPPORTED_MEDIA_TYPE: 'NOT_JSON',
  TOO_MANY_REQUESTS: 'TOO_MANY_REQUESTS',
};

export function refusalOf(error: TRPCError): Refusal {
  const { cause } = error;
  if (isRefusal(cause)) return cause;
  if (cause instanceof z.core.$ZodError)
    return new Refusal('BAD_INPUT', { issues: issuesOf(cause) });
  if (error.code === 'BAD_REQUEST' || error.code === 'PARSE_ERROR') {
    return new Refusal('BAD_INPUT', {
      issues: [{ path: '', message: 'unknown request format' }],
    });
  }
  const own = codesOfTrpc[error.code];
  return own === undefined ? toRefusal(cause ?? error) : new Refusal(own, {});
}

/** A signed-in user's call, which `runDirectly` runs without tRPC's middleware. */
export interface DirectCall {
  input: z.ZodType;
  run: (ctx: Context, input: unknown, userId: string) => Promise<unknown>;
}

const t = initTRPC
  .context<Context>()
  .meta<{ call: DirectCall }>()
  .create({
    isDev: false, // omits stack traces from responses
    errorFormatter: ({ shape, error }) => {
      const refusal = refusalOf(error);
      const id = requestId();
      return {
        ...shape,
        message: titleOf(refusal.code),
        data: {
          ...shape.data,
          httpStatus: httpStatusOf(refusal.code),
          refusal: { code: refusal.code, ...refusal.details },
          ...(id !== undefined && { requestId: id }),
        },
      };
    },
  });

export function trpcCodeOf(refusal: Refusal): TRPCError['code'] {
  return trpcCodes[httpStatusOf(refusal.code)] ?? 'INTERNAL_SERVER_ERROR';
}

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/**
 * Converts every error to a refusal with the matching tRPC code. Logs a bug, of which the client
 * sees only INTERNAL.
 */
function toRefusalError(error: TRPCError, path: string): TRPCError {
  const refusal = refusalOf(error);
  if (refusal.code === 'INTERNAL')
    log.error({ err: error.cause ?? error, path }, 'a procedure failed');
  return new TRPCError({ code: trpcCodeOf(refusal), cause: refusal });
}

const refusals = t.middleware(async ({ next, path }) => {
  const result = await next();
  if (result.ok) return result;
  throw toRefusalError(result.error, path);
});

/**
 * Runs a call with the checks of its procedure in the same order: sign-in, input, and the call's
 * own. Saves the cost of the middleware, about a tenth of a join. Throws TRPCError.
 */
export async function runDirectly(
  { input: schema, run }: DirectCall,
  { path, ctx, getRawInput }: { path: string; ctx: Context; getRawInput: () => Promise<unknown> },
): Promise<unknown> {
  try {
    const userId = (await ctx.identify()) ?? refuse('NOT_SIGNED_IN');
    const input = schema.safeParse(await getRawInput());
    if (!input.success) throw new TRPCError({ code: 'BAD_REQUEST', cause: input.error });
    return await run(ctx, input.data, userId);
  } catch (error) {
    throw toRefusalError(getTRPCErrorFromUnknown(error), path);
  }
}

/** Accepts any caller; `userId` is null without a session or access token. */
export const publicProcedure = t.procedure
  .use(refusals)
  .use(async ({ ctx, next }) => next({ ctx: { userId: await ctx.identify() } }));

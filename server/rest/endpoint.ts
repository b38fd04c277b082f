import { z } from 'zod';
import type { RefusalCode } from '../errors/errors.schema.ts';
import { refuse, Refusal } from '../errors/refusal.ts';
import { issuesOf } from '../errors/issues.ts';
import { parseJson } from '../request/json.ts';
import { rateLimit, type LimitedCall } from '../rate-limit/rate-limit.ts';
import type { Context } from '../request/context.ts';
import { type Caller, identifyBy, type Proof } from './caller.ts';

/** Parts of a request that an endpoint reads; `body` is the unparsed text. */
export interface RestInput {
  path: Record<string, string>;
  query: Record<string, string | string[]>;
  headers: Record<string, string | undefined>;
  body: string;
}

interface Spec<P extends Proof, Input extends z.ZodObject, Reply extends z.ZodType> {
  id: string;
  method: 'GET' | 'POST';
  /** Path in the contract; a path outside /api and /.well-known also works below /api. */
  path: string;
  /** Credentials that the caller must present. */
  proof: P;
  /** True if the endpoint reads an optional X-Queue-Token in addition to its proof. */
  usesToken?: true;
  /** Name of the rate limit that counts each call. */
  limited?: LimitedCall;
  title: string;
  description: string;
  /** Schema that `inputOf` builds for `path`, `query`, `headers` and `body`. */
  input: Input;
  status?: 200 | 201;
  reply: Reply;
  replyDescription: string;
  /**
   * Cache headers of a response that is equal for all users. The server bypasses the scheduler if
   * memory has the response.
   */
  shared?: { 'cache-control': string; vary?: string };
  /** Media type of a reply that is text instead of JSON. */
  mediaType?: 'application/jose';
  /** Refusals in addition to those of the method, path, proof, input and rate limit. */
  refusals: readonly RefusalCode[];
  answer: (caller: Caller[P], input: z.output<Input>) => Promise<z.input<Reply>>;
}

/** Route, schemas, documentation and handler of a REST endpoint. */
export interface Endpoint extends Omit<Spec<Proof, z.ZodObject, z.ZodType>, 'answer'> {
  status: 200 | 201;
  /**
   * Checks in the contract's order: credentials, input, userId in the path, rate limit, rules of
   * the room.
   */
  respond: (context: Context, input: RestInput) => Promise<unknown>;
}

/** Refuses all query parameters unless `sections` has a schema for `query`. */
export const inputOf = <
  S extends Partial<Record<'path' | 'query' | 'headers' | 'body', z.ZodType>>,
>(
  sections: S,
) => z.object({ query: z.strictObject({}), ...sections });

export function endpoint<P extends Proof, Input extends z.ZodObject, Reply extends z.ZodType>(
  spec: Spec<P, Input, Reply>,
): Endpoint {
  const { answer, ...described } = spec;
  return {
    status: 200,
    ...described,
    respond: async (context, given) => {
      const caller = await identifyBy[spec.proof](context);
      const input = spec.input.safeParse(
        spec.method === 'GET' ? given : { ...given, body: parseBody(given.body) },
      );
      if (!input.success)
        throw new Refusal('BAD_INPUT', { issues: issuesOf(input.error).map(withoutSection) });
      const { userId } = given.path;
      if (userId !== undefined && userId.toLowerCase() !== caller.userId) refuse('NOT_YOURS');
      if (spec.limited !== undefined) await rateLimit(caller, spec.limited, caller.userId);
      // Removes fields that the reply's schema does not declare.
      return spec.reply.parse(await answer(caller, input.data));
    },
  };
}

function parseBody(body: string): unknown {
  try {
    return parseJson(body);
  } catch (error) {
    throw new Refusal(
      'BAD_INPUT',
      { issues: [{ path: '', message: 'not well-formed JSON' }] },
      { cause: error },
    );
  }
}

/** Removes the section from an issue's path, because clients know `amount`, not `body.amount`. */
const withoutSection = ({ path, message }: { path: string; message: string }) => ({
  path: path.split('.').slice(1).join('.'),
  message,
});

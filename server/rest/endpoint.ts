import { z } from 'zod';
import type { RefusalCode } from '../errors/errors.schema.ts';
import { refuse, Refusal } from '../errors/refusal.ts';
import { issuesOf } from '../errors/issues.ts';
import { parseJson } from '../request/json.ts';
import { rateLimit, type LimitedCall } from '../rate-limit/rate-limit.ts';
import type { Context } from '../request/context.ts';
import { type Caller, identifyBy, type Proof } from './caller.ts';

/** The parts of a request that an endpoint reads; `body` is the raw text. */
export interface RestInput {
  path: Record<string, string>;
  query: Record<string, string | string[]>;
  headers: Record<string, string | undefined>;
  body: string;
}

interface Spec<P extends Proof, Input extends z.ZodObject, Reply extends z.ZodType> {
  id: string;
  method: 'GET' | 'POST';
  /**
   * The path in the contract, which also works below /api unless it begins with /api or
   * /.well-known.
   */
  path: string;
  /** The credentials that the caller must present. */
  proof: P;
  /** True if the endpoint also reads an optional X-Queue-Token, beside its proof. */
  usesToken?: true;
  /** The rate limit against which each call counts. */
  limited?: LimitedCall;
  title: string;
  description: string;
  /** Schema of `path`, `query`, `headers` and `body`, from `inputOf`. */
  input: Input;
  status?: 200 | 201;
  reply: Reply;
  replyDescription: string;
  /**
   * Cache headers of a response that is the same for all users. The server does not schedule a
   * request that memory can answer.
   */
  shared?: { 'cache-control': string; vary?: string };
  /** Media type of a text that is not JSON. */
  mediaType?: 'application/jose';
  /** Refusals beyond those of the endpoint's method, proof and input. */
  refusals: readonly RefusalCode[];
  answer: (caller: Caller[P], input: z.output<Input>) => Promise<z.input<Reply>>;
}

/** One endpoint of the REST API: its route, schemas, documentation and call of a room. */
export interface Endpoint extends Omit<Spec<Proof, z.ZodObject, z.ZodType>, 'answer'> {
  status: 200 | 201;
  /**
   * Refuses in the contract's order: credentials, input, the path's userId, the rate limit, the
   * room.
   */
  respond: (context: Context, input: RestInput) => Promise<unknown>;
}

/** Builds the schema of an endpoint's input, which always refuses unknown query parameters. */
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
      // Strips fields that the reply's schema does not name.
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

/** Returns the issue with the path that the client knows: `amount`, not `body.amount`. */
const withoutSection = ({ path, message }: { path: string; message: string }) => ({
  path: path.split('.').slice(1).join('.'),
  message,
});

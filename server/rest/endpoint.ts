import { z } from 'zod';
import type { RefusalCode } from '../errors/errors.schema.ts';
import { refuse, Refusal } from '../errors/refusal.ts';
import { issuesOf } from '../errors/issues.ts';
import { parseJson } from '../request/json.ts';
import { rateLimit, type LimitedCall } from '../rate-limit/rate-limit.ts';
import type { Context } from '../request/context.ts';
import { type Caller, identifyBy, type Proof } from './caller.ts';

/** A request as an endpoint reads it: what its path's parameters, query and headers say, and its body as it was sent. */
export interface Asked {
  path: Record<string, string>;
  query: Record<string, string | string[]>;
  headers: Record<string, string | undefined>;
  body: string;
}

interface Spec<P extends Proof, Input extends z.ZodObject, Reply extends z.ZodType> {
  id: string;
  method: 'GET' | 'POST';
  /** As in the contract; it is also answered below /api, unless it begins with that or with /.well-known. */
  path: string;
  /** What the caller must present. */
  proof: P;
  /** Beside its proof it makes use of a queue token, where one is shown as X-Queue-Token. */
  usesToken?: true;
  /** What it is counted as, where it is limited. */
  limited?: LimitedCall;
  title: string;
  description: string;
  /** An object of `path`, `query`, `headers` and `body`, as far as it has them: made by `inputOf`. */
  input: Input;
  status?: 200 | 201;
  reply: Reply;
  replyDescription: string;
  /** Where the answer is the same for everyone: what a cache may do with it. Where it is at hand it takes nobody's turn. */
  shared?: { 'cache-control': string; vary?: string };
  /** Of a text that is no JSON: its media type. */
  mediaType?: 'application/jose';
  /** What it refuses besides what follows from its method, its proof and its input. */
  refusals: readonly RefusalCode[];
  answer: (caller: Caller[P], input: z.output<Input>) => Promise<z.input<Reply>>;
}

/** One endpoint of the REST API: its route, its schemas, the words of its documentation, and the room's function behind it. */
export interface Endpoint extends Omit<Spec<Proof, z.ZodObject, z.ZodType>, 'answer'> {
  status: 200 | 201;
  /** The body of the answer. Refuses in the contract's order: who, input, the path's userId, its limit, then whatever the rooms refuse. */
  respond: (context: Context, asked: Asked) => Promise<unknown>;
}

/** Strict objects: what no section names is refused, a query above all. */
export const inputOf = <
  S extends Partial<Record<'path' | 'query' | 'headers' | 'body', z.ZodType>>,
>(
  sections: S,
) => z.object({ query: z.strictObject({}), ...sections });

export function endpoint<P extends Proof, Input extends z.ZodObject, Reply extends z.ZodType>(
  spec: Spec<P, Input, Reply>,
): Endpoint {
  const { answer, ...said } = spec;
  return {
    status: 200,
    ...said,
    respond: async (context, asked) => {
      const caller = await identifyBy[spec.proof](context);
      const input = spec.input.safeParse(
        spec.method === 'GET' ? asked : { ...asked, body: parsed(asked.body) },
      );
      if (!input.success)
        throw new Refusal('BAD_INPUT', { issues: issuesOf(input.error).map(withoutSection) });
      const { userId } = asked.path;
      if (userId !== undefined && userId.toLowerCase() !== caller.userId) refuse('NOT_YOURS');
      if (spec.limited !== undefined) await rateLimit(caller, spec.limited, caller.userId);
      return spec.reply.parse(await answer(caller, input.data)); // whatever the reply does not name stays here
    },
  };
}

function parsed(body: string): unknown {
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

/** An issue's path as the client knows it: `amount`, not `body.amount`. */
const withoutSection = ({ path, message }: { path: string; message: string }) => ({
  path: path.split('.').slice(1).join('.'),
  message,
});

import { callTRPCProcedure, getTRPCErrorFromUnknown, TRPCError } from '@trpc/server';
import { jsonOf } from '../database/shared-json.ts';
import type { Context } from '../request/context.ts';
import {
  errorShape,
  inputsOf,
  responseHeaders,
  type TrpcRequest,
  type TrpcResponse,
} from './dispatch.ts';
import { namesIn } from './precheck.ts';
import { appRouter, procedures } from './root.ts';

/** `path` is the undecoded text after /api/trpc/. */
export function isSubscription(path: string): boolean {
  const [name = '', ...others] = namesIn(path);
  return others.length === 0 && procedures[name]?._def.type === 'subscription';
}

/** Text of the event that keeps a silent stream open. */
export const ping = 'event: ping\ndata: \n\n';

/**
 * Starts a subscription. Returns its server-sent events in tRPC's form, in which the data of an
 * event without a name is a message of the procedure, or the response of a refusal. The events end
 * with `signal`.
 */
export async function subscribe(
  request: TrpcRequest,
  context: Context,
  signal: AbortSignal,
): Promise<AsyncGenerator<string, void> | TrpcResponse> {
  const path = decodeURIComponent(request.path);
  try {
    const inputs = inputsOf(request, request.query.get('batch') === '1');
    const messages: unknown = await callTRPCProcedure({
      router: appRouter,
      path,
      type: 'subscription',
      ctx: context,
      getRawInput: () =>
        inputs instanceof TRPCError ? Promise.reject(inputs) : Promise.resolve(inputs[0]),
      batchIndex: 0,
      signal,
    });
    return eventsOf(messages as AsyncIterable<unknown>, path);
  } catch (cause) {
    const error = getTRPCErrorFromUnknown(cause);
    const shape = errorShape(error, path);
    return {
      status: shape.data.httpStatus,
      headers: responseHeaders([error], context),
      body: JSON.stringify({ error: shape }),
    };
  }
}

/** A message has no id, because a client that reconnects gets the whole state again. */
async function* eventsOf(
  messages: AsyncIterable<unknown>,
  path: string,
): AsyncGenerator<string, void> {
  try {
    yield 'event: connected\ndata: {}\n\n';
    for await (const message of messages) yield `data: ${jsonOf(message)}\n\n`;
  } catch (cause) {
    const error = JSON.stringify(errorShape(getTRPCErrorFromUnknown(cause), path));
    yield `event: serialized-error\ndata: ${error}\n\n`;
  }
}

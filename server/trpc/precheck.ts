import { refuse } from '../errors/refusal.ts';
import { procedures } from './root.ts';

/** Head of a tRPC request, with `path` as the undecoded text after /api/trpc/. */
export interface TrpcHead {
  method: string;
  path: string;
  isJson: boolean;
}

/** A stream has no HEAD, and no batch contains it. */
const isStream = (method: string, kinds: readonly unknown[]) =>
  method === 'GET' && kinds.length === 1 && kinds[0] === 'subscription';

const kindOfMethod: Partial<Record<string, 'query' | 'mutation'>> = {
  GET: 'query',
  HEAD: 'query',
  POST: 'mutation',
};

/**
 * Refuses a faulty request before the server reads its body. Requires JSON for mutations, because
 * any site can make a browser send a form. Refusals: NOT_FOUND, METHOD_NOT_ALLOWED, NOT_JSON.
 */
export function precheck({ method, path, isJson }: TrpcHead): void {
  const kinds = namesIn(path).map((name) => procedures[name]?._def.type);
  if (kinds.every((kind) => kind === undefined)) refuse('NOT_FOUND');
  const isCallable = kinds.some((kind) => kind !== undefined && kind === kindOfMethod[method]);
  if (!isCallable && !isStream(method, kinds)) refuse('METHOD_NOT_ALLOWED');
  if (method === 'POST' && !isJson) refuse('NOT_JSON');
}

/** Splits the path of a batch at commas. Returns an empty list for a malformed escape. */
export function namesIn(path: string): string[] {
  try {
    return decodeURIComponent(path).split(',');
  } catch (error) {
    if (error instanceof URIError) return [];
    throw error;
  }
}

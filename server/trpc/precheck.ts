import { refuse } from '../errors/refusal.ts';
import { procedures } from './root.ts';

/** A request before the server reads its body. `path` is the raw text after /api/trpc/. */
export interface TrpcHead {
  method: string;
  path: string;
  isJson: boolean;
}

const kindOfMethod: Partial<Record<string, 'query' | 'mutation'>> = {
  GET: 'query',
  HEAD: 'query',
  POST: 'mutation',
};

/**
 * Checks a request before the server reads its body. A mutation must be JSON, because any site can
 * make a browser send a form. Refusals: NOT_FOUND, METHOD_NOT_ALLOWED, NOT_JSON.
 */
export function precheck({ method, path, isJson }: TrpcHead): void {
  const kinds = namesIn(path).map((name) => procedures[name]?._def.type);
  if (kinds.every((kind) => kind === undefined)) refuse('NOT_FOUND');
  if (!kinds.some((kind) => kind !== undefined && kind === kindOfMethod[method]))
    refuse('METHOD_NOT_ALLOWED');
  if (method === 'POST' && !isJson) refuse('NOT_JSON');
}

/**
 * Returns the procedures that a path names, separated by commas in a batch. Returns an empty list
 * for a malformed escape.
 */
export function namesIn(path: string): string[] {
  try {
    return decodeURIComponent(path).split(',');
  } catch (error) {
    if (error instanceof URIError) return [];
    throw error;
  }
}

import { refuse } from '../errors/refusal.ts';
import { procedures } from './root.ts';

/** A request before its body is read; `path` is the raw text after /api/trpc/. */
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
 * Judges a request before its body is read. A mutation must be JSON, since any site can send a
 * form. Refusals: NOT_FOUND, METHOD_NOT_ALLOWED, NOT_JSON.
 */
export function precheck({ method, path, isJson }: TrpcHead): void {
  const kinds = namesIn(path).map((name) => procedures[name]?._def.type);
  if (kinds.every((kind) => kind === undefined)) refuse('NOT_FOUND');
  if (!kinds.some((kind) => kind !== undefined && kind === kindOfMethod[method]))
    refuse('METHOD_NOT_ALLOWED');
  if (method === 'POST' && !isJson) refuse('NOT_JSON');
}

/** The procedures that a path names, comma-separated in a batch. Empty for a malformed escape. */
export function namesIn(path: string): string[] {
  try {
    return decodeURIComponent(path).split(',');
  } catch (error) {
    if (error instanceof URIError) return [];
    throw error;
  }
}

import { loadSql } from '../database/load-sql.ts';

/**
 * Recorded request and response, with fixed values in place of values that differ between
 * recordings.
 */
export interface Example {
  name: string;
  /** Situation that the example shows, as a sentence. */
  when: string;
  request: { path: string; headers?: Record<string, string>; body?: unknown };
  response: { status: number; body: unknown };
}

/** Examples by endpoint id, in the order of the recorded calls. */
export type Examples = Partial<Record<string, Example[]>>;

/** Request id of all examples, because random ids would differ between recordings. */
export const exampleRequestId = 'example-request';

/** Examples from the latest run of `npm run api`. */
export const examples = JSON.parse(loadSql(import.meta.url, './examples.json')) as Examples;

export const isSuccess = ({ response }: Example): boolean => response.status < 400;

import { loadSql } from '../database/load-sql.ts';

/** A recorded request and response. Values that differ from run to run have fixed stand-ins. */
export interface Example {
  name: string;
  /** The case that the example shows. */
  when: string;
  request: { path: string; headers?: Record<string, string>; body?: unknown };
  response: { status: number; body: unknown };
}

/** By endpoint, in the order of calls. */
export type Examples = Partial<Record<string, Example[]>>;

/** The id that the requests of all examples send, so that every recording has the same. */
export const exampleRequestId = 'example-request';

/** The examples that `npm run api` has recorded. */
export const examples = JSON.parse(loadSql(import.meta.url, './examples.json')) as Examples;

export const isSuccess = ({ response }: Example): boolean => response.status < 400;

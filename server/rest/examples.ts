import { loadSql } from '../database/load-sql.ts';

/** One request of an endpoint and its answer, as they went over the wire; what differs from run to run has fixed stand-ins. */
export interface Example {
  name: string;
  /** What the example shows, or in which case the endpoint refuses. */
  when: string;
  request: { path: string; headers?: Record<string, string>; body?: unknown };
  response: { status: number; body: unknown };
}

/** By endpoint, in the order of a person's way through the API. */
export type Examples = Partial<Record<string, Example[]>>;

/** The id that the requests of all examples send, so that every recording has the same. */
export const exampleRequestId = 'example-request';

/** The examples that `npm run api` has recorded. */
export const examples = JSON.parse(loadSql(import.meta.url, './examples.json')) as Examples;

export const isSuccess = ({ response }: Example): boolean => response.status < 400;

import { loadSql } from '../database/load-sql.ts';

/** A recorded request and response. Fixed values replace values that differ from run to run. */
export interface Example {
  name: string;
  /** The case that the example shows. */
  when: string;
  request: { path: string; headers?: Record<string, string>; body?: unknown };
  response: { status: number; body: unknown };
}

/** Examples by endpoint, in the order of calls. */
export type Examples = Partial<Record<string, Example[]>>;

/** Request id of all examples, so that each recording contains the same id. */
export const exampleRequestId = 'example-request';

/** The examples that `npm run api` has recorded. */
export const examples = JSON.parse(loadSql(import.meta.url, './examples.json')) as Examples;

export const isSuccess = ({ response }: Example): boolean => response.status < 400;

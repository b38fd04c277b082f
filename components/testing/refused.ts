import type { RefusalCode } from '#server/errors.schema.ts';

/** An error as it comes over the wire. */
export function refused(code: RefusalCode, details: object = {}): Error {
  return Object.assign(new Error(code), { data: { refusal: { code, ...details } } });
}

import type { RefusalCode } from '#server/errors/errors.schema.ts';

/** An error as received over the wire, with the headers of its response. */
export function refused(
  code: RefusalCode,
  details: object = {},
  headers: Record<string, string> = {},
): Error {
  const meta = { response: new Response(null, { headers }) };
  return Object.assign(new Error(code), { data: { refusal: { code, ...details } }, meta });
}

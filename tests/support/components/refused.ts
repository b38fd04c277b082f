import type { RefusalCode } from '#server/errors/errors.schema.ts';

/** An error as it comes over the wire; the headers are those of the answer that it came with. */
export function refused(
  code: RefusalCode,
  details: object = {},
  headers: Record<string, string> = {},
): Error {
  const meta = { response: new Response(null, { headers }) };
  return Object.assign(new Error(code), { data: { refusal: { code, ...details } }, meta });
}

import type { IncomingMessage } from 'node:http';
import Negotiator from 'negotiator';

/**
 * Returns the first of `codings` that Accept-Encoding allows with any weight, or identity.
 * A client without this header gets no coding, because simple programs cannot decode one.
 */
export function codingFor<Coding extends string>(
  req: Pick<IncomingMessage, 'headers'>,
  codings: Coding[],
): Coding | 'identity' {
  if (req.headers['accept-encoding'] === undefined) return 'identity';
  const allowed = new Negotiator(req).encodings(codings);
  return codings.find((coding) => allowed.includes(coding)) ?? 'identity';
}

import { z } from 'zod';
import {
  createDocument,
  type CreateDocumentOptions,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiResponseObject,
} from 'zod-openapi';
import { type RefusalCode, refusalStatus } from '../errors/errors.schema.ts';
import { refusalDetails } from '../errors/refusal-details.schema.ts';
import { titleOf } from '../errors/refusal.ts';
import type { Endpoint } from './endpoint.ts';
import { isFixed, sections } from './endpoints.ts';
import { type Examples, examples as recorded } from './examples.ts';
import { illustrate } from './illustrate.ts';
import { introduction } from './introduction.ts';
import { limitOf } from './limit-words.ts';
import { seatList } from './rest.schema.ts';

const withToken = { accessToken: [], queueToken: [] };
const security: Record<Endpoint['proof'], Record<string, string[]>[]> = {
  none: [],
  accessToken: [{ accessToken: [] }],
  queueToken: [withToken, { queueTokenAsBearer: [] }, { queueToken: [] }],
};
const refusalsOfProof: Record<Endpoint['proof'], RefusalCode[]> = {
  none: [],
  accessToken: ['NOT_SIGNED_IN'],
  queueToken: ['NOT_SIGNED_IN', 'QUEUE_TOKEN_MISSING', 'QUEUE_TOKEN_INVALID', 'NOT_YOURS'],
};

/**
 * Adds the refusals of the method, path, proof and rate limit to the endpoint's own, sorted by HTTP
 * status.
 */
export function refusalsOf({ method, path, proof, limited, refusals }: Endpoint): RefusalCode[] {
  const codes: RefusalCode[] = ['BAD_INPUT', ...refusalsOfProof[proof], ...refusals, 'TRY_AGAIN'];
  if (method === 'POST') codes.push('TOO_LARGE', 'NOT_JSON');
  if (limited !== undefined) codes.push('TOO_MANY_REQUESTS');
  if (path.includes('{userId}')) codes.push('NOT_YOURS');
  return [...new Set(codes)].sort((a, b) => refusalStatus[a] - refusalStatus[b]);
}

/** Describes a refusal as application/problem+json (RFC 9457). */
function problemSchema(code: RefusalCode): z.ZodObject {
  const details = code in refusalDetails ? refusalDetails[code as keyof typeof refusalDetails] : {};
  return z
    .strictObject({
      status: z.literal(refusalStatus[code]),
      title: z.string(),
      detail: z.string(),
      code: z.literal(code),
      requestId: z.string().meta({ description: 'The value of the response’s X-Request-Id' }),
      ...details,
      ...('seats' in details && { seats: seatList }),
    })
    .meta({ id: `Problem_${code}`, description: titleOf(code) });
}
const problems = new Map(
  (Object.keys(refusalStatus) as RefusalCode[]).map((code) => [code, problemSchema(code)]),
);

const retryAfter = z.int().min(1).meta({ description: 'Seconds to wait before the next attempt' });
const challenge = z.string().meta({
  description: 'The scheme Bearer, with `invalid_token` if a token was refused (RFC 6750)',
});

function refused(codes: RefusalCode[], status: number): ZodOpenApiResponseObject {
  const schemas = codes.map((code) => problems.get(code) ?? z.never());
  const [only] = schemas;
  return {
    description: codes.map((code) => `${code}: ${titleOf(code)}`).join('; '),
    ...((status === 429 || status === 503) && { headers: z.object({ 'Retry-After': retryAfter }) }),
    ...(status === 401 && { headers: z.object({ 'WWW-Authenticate': challenge }) }),
    content: {
      'application/problem+json': {
        schema: schemas.length === 1 && only ? only : z.union(schemas),
      },
    },
  };
}

const cacheHeaders = ({ 'cache-control': caching, vary }: NonNullable<Endpoint['shared']>) =>
  z.object({
    'Cache-Control': z.literal(caching),
    ...(vary !== undefined && { Vary: z.literal(vary) }),
  });
/** Overrides the document's servers for a path that exists only below /api or only at the root. */
const serverOf = (at: string) => ({
  servers: [
    { url: '/', description: at.startsWith('/api/') ? 'Below /api only' : 'At the root only' },
  ],
});

function operation(endpoint: Endpoint, tag: string): ZodOpenApiOperationObject {
  const {
    id,
    path: at,
    title,
    description,
    input,
    status,
    reply,
    replyDescription,
    proof,
    usesToken,
    shared,
  } = endpoint;
  const { mediaType = 'application/json' } = endpoint;
  const limit = limitOf(endpoint);
  const shape = input.shape as Partial<
    Record<'path' | 'query' | 'headers', z.ZodObject> & { body: z.ZodType }
  >;
  const { path, query, headers, body } = shape;
  const byStatus = Map.groupBy(refusalsOf(endpoint), (code) => refusalStatus[code]);
  return {
    operationId: id,
    summary: title,
    description: limit === null ? description : `${description} Limited to ${limit}.`,
    tags: [tag],
    ...(isFixed(at) && serverOf(at)),
    security: [...security[proof], ...(usesToken ? [withToken] : [])],
    requestParams: {
      ...(path && { path }),
      ...(query && { query }),
      ...(headers && { header: headers }),
    },
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: body } } },
    }),
    responses: {
      [String(status)]: {
        description: replyDescription,
        ...(shared && { headers: cacheHeaders(shared) }),
        content: { [mediaType]: { schema: reply } },
      },
      ...Object.fromEntries(
        [...byStatus].map(([refusal, codes]) => [String(refusal), refused(codes, refusal)]),
      ),
    },
  };
}

const securitySchemes = {
  accessToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'Identifies you: `accessToken` of POST /auth/token, valid for 24 hours.',
  },
  queueToken: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Queue-Token',
    description:
      'Proves your place in a queue: `token` of POST /concert/{userId}/Token. Accepted beside the access token, or alone.',
  },
  queueTokenAsBearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'The queue token alone, instead of the access token.',
  },
} as const;

const named = ['uuid', 'date-time'];

/**
 * Removes redundant rules: patterns that repeat a named format, and the bounds of safe integers.
 */
const withoutNoise: NonNullable<CreateDocumentOptions['override']> = ({ jsonSchema }) => {
  if (named.includes(jsonSchema.format ?? '')) delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
};

/** Describes the REST API in OpenAPI 3.1, from the endpoints' schemas and the recorded examples. */
export function openApiDocument(examples: Examples = recorded) {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const { name, endpoints } of sections)
    for (const endpoint of endpoints)
      (paths[endpoint.path] ??= {})[endpoint.method.toLowerCase()] = operation(endpoint, name);
  const document: ZodOpenApiObject = {
    openapi: '3.1.0',
    info: {
      title: 'Jari',
      version: '1.0.0',
      summary: 'Numbered concert seats: a queue, holds, a wallet, payments',
      description: introduction,
      license: { name: 'UNLICENSED (proprietary)' },
    },
    servers: [
      { url: '/', description: 'At the root' },
      { url: '/api', description: 'The same paths below /api' },
    ],
    tags: sections.map(({ name, description }) => ({ name, description })),
    paths,
    components: { securitySchemes },
  };
  return illustrate(createDocument(document, { override: withoutNoise }), examples);
}

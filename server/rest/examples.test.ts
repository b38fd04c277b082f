import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { openApiDocument, refusalsOf } from './document.ts';
import type { Endpoint } from './endpoint.ts';
import { endpoints } from './endpoints.ts';
import { type Example, examples, isSuccess } from './examples.ts';

const document = openApiDocument();

/**
 * Refusals that no recording contains, because recordings run without address limits and terms, and
 * with available stores.
 */
const unprovoked = ['TOO_MANY_REQUESTS', 'TERMS', 'TRY_AGAIN'];
// A recording rarely gets HOLD_EXPIRED, because the hold must expire while a request adds seats to
// it.
const luck: Partial<Record<string, string[]>> = { holdSeats: ['HOLD_EXPIRED'] };

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema({ $id: 'document', ...document });

/** Returns a validator that refuses every value if the document has no schema at the location. */
function schemaAt(...at: string[]): ValidateFunction {
  const pointer = at
    .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');
  return (
    ajv.getSchema(`document#/${pointer}`) ??
    ajv.compile({ not: {}, description: `there is no ${pointer}` })
  );
}

const recorded = endpoints.flatMap((endpoint) =>
  (examples[endpoint.id] ?? []).map((example) => ({
    endpoint,
    example,
    id: endpoint.id,
    name: example.name,
  })),
);
const typeOf = (example: Example, { mediaType }: Endpoint): string =>
  isSuccess(example) ? (mediaType ?? 'application/json') : 'application/problem+json';

test('every endpoint has an example of a success and of each refusal that a recording can provoke', () => {
  for (const endpoint of endpoints) {
    const { id } = endpoint;
    const named = (examples[id] ?? [])
      .filter((example) => !isSuccess(example))
      .map(({ name }) => name);
    const expected = refusalsOf(endpoint).filter(
      (code) => !unprovoked.includes(code) && !luck[id]?.includes(code),
    );
    expect([id, named.sort()]).toEqual([id, [...expected].sort()]);
    expect([id, (examples[id] ?? []).some(isSuccess)]).toEqual([id, true]);
  }
});

test.each(recorded)('$id answers as documented: $name', ({ endpoint, example }) => {
  const { path, method } = endpoint;
  const { status, body } = example.response;
  const fits = schemaAt(
    'paths',
    path,
    method.toLowerCase(),
    'responses',
    String(status),
    'content',
    typeOf(example, endpoint),
    'schema',
  );
  fits(body);
  expect(fits.errors).toBe(null);
});

const sent = recorded.filter(({ example }) => example.request.body !== undefined);
test.each(sent.filter(({ example }) => isSuccess(example)))(
  '$id accepts the documented request: $name',
  ({ endpoint, example }) => {
    const { path } = endpoint;
    const fits = schemaAt(
      'paths',
      path,
      'post',
      'requestBody',
      'content',
      'application/json',
      'schema',
    );
    fits(example.request.body);
    expect(fits.errors).toBe(null);
  },
);

test('the documented schema refuses a body that the endpoint refuses', () => {
  const refused = sent.filter(
    ({ name, example }) =>
      name === 'BAD_INPUT' && !('Authorization' in (example.request.headers ?? {})),
  );
  expect(refused.length).toBeGreaterThan(0);
  for (const { endpoint, example } of refused) {
    const fits = schemaAt(
      'paths',
      endpoint.path,
      'post',
      'requestBody',
      'content',
      'application/json',
      'schema',
    );
    expect([endpoint.id, fits(example.request.body)]).toEqual([endpoint.id, false]);
  }
});

test('the document contains the examples by name', () => {
  for (const { endpoint, example, name } of recorded) {
    const operation = document.paths?.[endpoint.path]?.[endpoint.method === 'GET' ? 'get' : 'post'];
    expect(operation?.responses?.[example.response.status]).toMatchObject({
      content: {
        [typeOf(example, endpoint)]: { examples: { [name]: { value: example.response.body } } },
      },
    });
  }
});

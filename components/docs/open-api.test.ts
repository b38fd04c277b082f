import { expect, test } from 'vitest';
import {
  curlOf,
  fieldRows,
  type OpenApi,
  type Operation,
  operationsByTag,
  type Schema,
  typeInWords,
} from './open-api.ts';

const seat: Schema = { type: 'string', description: 'A seat', minLength: 2, maxLength: 2 };
const hold: Schema = {
  anyOf: [
    {
      type: 'object',
      properties: { show: { type: 'integer', minimum: 1, maximum: 2_147_483_647 }, seat },
      required: ['show', 'seat'],
    },
    {
      type: 'object',
      properties: { day: { type: 'string', format: 'date' }, seat },
      required: ['day', 'seat'],
    },
  ],
};
const document: OpenApi = {
  tags: [{ name: 'Seats', description: 'Holding' }],
  paths: {
    '/concert/{userId}/reservation': {
      post: {
        operationId: 'holdSeats',
        summary: 'Hold',
        description: 'Holds',
        tags: ['Seats'],
        security: [{ accessToken: [], queueToken: [] }, { queueToken: [] }],
        parameters: [
          {
            in: 'path',
            name: 'userId',
            schema: { type: 'string' },
            required: true,
            examples: { recorded: { value: 'me' } },
          },
        ],
        requestBody: {
          content: {
            'application/json': {
              schema: hold,
              examples: { one: { summary: 'One', value: { day: "it's" } } },
            },
          },
        },
        responses: {
          '200': {
            description: 'Held',
            content: {
              'application/json': {
                schema: { type: 'object' },
                examples: { one: { summary: 'One', value: { id: 1 } } },
              },
            },
          },
          '409': {
            description: 'Not',
            content: {
              'application/problem+json': {
                schema: {},
                examples: { SEAT_TAKEN: { summary: 'Taken', value: {} } },
              },
            },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Wait: { type: 'object', properties: { low: { type: 'integer' } }, required: ['low'] },
    },
  },
};

const theOnly = (): Operation => {
  const [operation] = operationsByTag(document)[0]?.operations ?? [];
  if (operation === undefined) throw new Error('no such operation');
  return operation;
};

test('a type’s description names its format, bounds (except those of ids), choices and list items', () => {
  const words = (schema: Schema) => typeInWords(schema, document);
  expect(words({ type: 'integer', minimum: 1, maximum: 50 })).toBe('integer (1–50)');
  expect(words({ type: 'integer', minimum: 1, maximum: 2_147_483_647 })).toBe('integer (≥ 1)');
  expect(words({ type: 'string', format: 'uuid', minLength: 36 })).toBe('uuid');
  expect(words({ type: 'array', items: seat, minItems: 1, maxItems: 4 })).toBe(
    'list of string (2 characters) (1–4 items)',
  );
  expect(words({ enum: ['WAITING', 'ACTIVE'] })).toBe('"WAITING" | "ACTIVE"');
  expect(words({ const: 409 })).toBe('409');
  expect(words({ anyOf: [{ $ref: '#/components/schemas/Wait' }, { type: 'null' }] })).toBe(
    'object | null',
  );
  expect(words({ type: ['string', 'null'] })).toBe('string | null');
});

test('nested objects have a row per field; with several forms, only common fields are required', () => {
  const rows = (schema: Schema) =>
    fieldRows(schema, document).map(({ name, required }) => [name, required]);
  expect(rows(hold)).toEqual([
    ['show', false],
    ['seat', true],
    ['day', false],
  ]);
  const wait = { anyOf: [{ $ref: '#/components/schemas/Wait' }, { type: 'null' }] };
  expect(
    rows({
      properties: {
        dates: { type: 'array', items: { properties: { eta: wait }, required: ['eta'] } },
      },
    }),
  ).toEqual([
    ['dates', false],
    ['dates[].eta', true],
    ['dates[].eta.low', true],
  ]);
});

test('an operation has its examples, refusals and tokens, and a command that a shell accepts', () => {
  const operation = theOnly();
  expect(operation).toMatchObject({
    id: 'holdSeats',
    tokens: { access: true, queue: true },
    examples: [{ name: 'one', body: { day: "it's" }, answer: { id: 1 } }],
    refusals: [{ status: '409', code: 'SEAT_TAKEN', summary: 'Taken' }],
  });
  expect(curlOf(operation)).toBe(
    [
      'curl -X POST "$JARI/concert/me/reservation" \\',
      '  -H "Authorization: Bearer $ACCESS_TOKEN" \\',
      '  -H "X-Queue-Token: $QUEUE_TOKEN" \\',
      '  -H "Content-Type: application/json" \\',
      String.raw`  -d '{"day":"it'\''s"}'`,
    ].join('\n'),
  );
});

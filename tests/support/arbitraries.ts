import fc from 'fast-check';
import { strangeNames, wrongValues } from './hostile-inputs.ts';

/**
 * Subset of JSON Schema that the input schemas use. A keyword outside this subset fails the test.
 */
export interface JsonSchema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  allOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
}

/** Meaningful values by property name, mostly ids of existing rows. */
export type Known = Record<string, fc.Arbitrary<unknown>>;

const arrayLengthMax = 6;
const textLengthMax = 40;

/**
 * Generates values that fit a schema. A property named in `known` usually gets a value from
 * `known`.
 */
export function validValues(schema: JsonSchema, known: Known): fc.Arbitrary<unknown> {
  if (schema.anyOf !== undefined)
    return fc.oneof(...schema.anyOf.map((one) => validValues(one, known)));
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  switch (schema.type) {
    case 'object':
      return fittingObject(schema, known);
    case 'array': {
      const { items = {}, minItems: minLength = 0, maxItems = arrayLengthMax } = schema;
      return fc.array(validValues(items, known), {
        minLength,
        maxLength: Math.max(minLength, Math.min(maxItems, arrayLengthMax)),
      });
    }
    case 'integer': {
      const { minimum: min = Number.MIN_SAFE_INTEGER, maximum: max = Number.MAX_SAFE_INTEGER } =
        schema;
      return fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max));
    }
    case 'string':
      return fittingText(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case undefined:
    default:
      throw new Error(`no values for the schema ${JSON.stringify(schema)}`);
  }
}

function fittingObject(
  { properties = {}, required = [] }: JsonSchema,
  known: Known,
): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties).map(
    ([name, schema]): [string, fc.Arbitrary<unknown>] => {
      const values = validValues(schema, known);
      const real = known[name];
      return [
        name,
        real === undefined
          ? values
          : fc.oneof({ arbitrary: real, weight: 5 }, { arbitrary: values, weight: 1 }),
      ];
    },
  );
  return fc.record(Object.fromEntries(fields), { requiredKeys: required });
}

function fittingText({
  format,
  pattern,
  minLength = 0,
  maxLength = textLengthMax,
}: JsonSchema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'date')
    return fc
      .integer({ min: 0, max: 50_000 })
      .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  const bounds = { minLength, maxLength: Math.max(minLength, Math.min(maxLength, textLengthMax)) };
  return fc.oneof(
    fc.string({ ...bounds, unit: 'binary' }),
    fc.string({ ...bounds, unit: 'grapheme' }),
    fc.string(bounds),
  );
}

type Edit =
  | { kind: 'replace'; at: number; by: unknown }
  | { kind: 'whole'; by: unknown }
  | { kind: 'remove'; at: number }
  | { kind: 'add'; name: string; by: unknown }
  | { kind: 'pad'; at: number; by: string; before: boolean };

const edits: fc.Arbitrary<Edit> = fc.oneof(
  {
    arbitrary: fc.record({ kind: fc.constant('replace' as const), at: fc.nat(), by: wrongValues }),
    weight: 6,
  },
  { arbitrary: fc.record({ kind: fc.constant('whole' as const), by: wrongValues }), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constant('remove' as const), at: fc.nat() }), weight: 2 },
  {
    arbitrary: fc.record({
      kind: fc.constant('add' as const),
      name: fc.oneof(fc.constantFrom(...strangeNames), fc.string({ unit: 'binary' })),
      by: fc.oneof(fc.constantFrom<unknown>(1, '1', true, 'ADMIN', null, {}), wrongValues),
    }),
    weight: 4,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('pad' as const),
      at: fc.nat(),
      by: fc.oneof(
        fc.constantFrom(' ', '\n', '\0', '0', '０', '\uD800', '\u200B'),
        fc.nat({ max: 300 }).map((n) => ' '.repeat(n)),
      ),
      before: fc.boolean(),
    }),
    weight: 3,
  },
);

function edited(value: unknown, edit: Edit): unknown {
  if (edit.kind === 'whole') return edit.by;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return edit.kind === 'replace' ? edit.by : value;
  const fields = Object.entries(value);
  // Object.fromEntries() makes even `__proto__` an own property.
  if (edit.kind === 'add') return Object.fromEntries([...fields, [edit.name, edit.by]]);
  const at = edit.at % Math.max(1, fields.length);
  if (edit.kind === 'remove') return Object.fromEntries(fields.toSpliced(at, 1));
  const [name, field] = fields[at] ?? [];
  if (name === undefined) return value;
  return Object.fromEntries(
    fields.with(at, [name, edit.kind === 'pad' ? padded(field, edit) : inside(field, edit)]),
  );
}

/** Replaces the field or, if the field is a list and `at` is even, one item of the list. */
function inside(field: unknown, { at, by }: { at: number; by: unknown }): unknown {
  return Array.isArray(field) && field.length > 0 && at % 2 === 0
    ? field.with(at % field.length, by)
    : by;
}

function padded(field: unknown, { by, before }: { by: string; before: boolean }): unknown {
  // Generated objects may have no prototype, and then String() cannot convert them.
  const text = typeof field === 'string' ? field : JSON.stringify(field);
  return before ? `${by}${text}` : `${text}${by}`;
}

/**
 * Generates values that are valid or nearly valid under a schema. Some generated values are valid
 * by chance, so the caller must validate each value.
 */
export function nearlyValid(schema: JsonSchema, known: Known): fc.Arbitrary<unknown> {
  return fc
    .tuple(validValues(schema, known), edits, fc.option(edits, { freq: 4 }))
    .map(([value, first, second]) =>
      second === null ? edited(value, first) : edited(edited(value, first), second),
    );
}

/** Functions that encode a body as text or bytes; most encoded bodies are valid JSON. */
export const encodings: fc.Arbitrary<(value: unknown) => string | Buffer> = fc.oneof(
  { arbitrary: fc.constant((value: unknown) => JSON.stringify(value)), weight: 12 },
  {
    arbitrary: fc
      .constantFrom<(text: string) => string | Buffer>(
        (text) => text.slice(0, -1),
        (text) => `${text},`,
        (text) => `${text}${text}`,
        (text) => `\uFEFF${text}`,
        (text) => text.replaceAll('"', "'"),
        (text) => text.replace('{', '{"a":NaN,'),
        (text) => text.replace('{', '{/* */'),
        (text) => text.replace(/^\{("[^"]*":)/, '{$11,$1'), // repeats the first property
        (text) =>
          Buffer.concat([
            Buffer.from(text.slice(0, -2)),
            Buffer.from([0xff, 0xfe]),
            Buffer.from(text.slice(-2)),
          ]),
        (text) => Buffer.from(text, 'utf16le'),
        (text) => `${' '.repeat(65_600)}${text}`,
        () => `${'['.repeat(32_000)}${']'.repeat(32_000)}`,
        () => `{"a":`.repeat(10_000),
        () => '',
        () => '\0',
      )
      .map((write) => (value: unknown) => write(JSON.stringify(value))),
    weight: 2,
  },
);

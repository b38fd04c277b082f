/** Subset of OpenAPI 3.1 that the API reference shows. */
export interface OpenApi {
  tags: { name: string; description: string }[];
  paths: Record<string, Partial<Record<'get' | 'post', Described>>>;
  components: { schemas: Record<string, Schema> };
}

interface Described {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { description: string; content?: Record<string, Media> }>;
}

export interface Parameter {
  in: 'path' | 'query' | 'header';
  name: string;
  schema: Schema;
  required?: boolean;
  description?: string;
  examples?: Record<string, { value: string | number }>;
}

interface Media {
  schema: Schema;
  examples?: Record<string, { summary: string; value: unknown }>;
}

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  const?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  description?: string;
}

export interface Operation {
  id: string;
  method: 'GET' | 'POST';
  path: string;
  summary: string;
  description: string;
  tokens: { access: boolean; queue: boolean };
  parameters: Parameter[];
  body: Schema | null;
  success: { status: string; description: string; schema: Schema | null };
  examples: { name: string; summary: string; body: unknown; answer: unknown }[];
  refusals: { status: string; code: string; summary: string }[];
}

const json = 'application/json';
const problem = 'application/problem+json';

/** Groups the operations by tag, in the order of the document. */
export function operationsByTag({
  tags,
  paths,
}: OpenApi): { name: string; description: string; operations: Operation[] }[] {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    (['post', 'get'] as const).flatMap((method) => {
      const said = methods[method];
      return said === undefined
        ? []
        : [{ tags: said.tags, operation: operationOf(path, method, said) }];
    }),
  );
  return tags.map((tag) => ({
    ...tag,
    operations: all.filter((one) => one.tags.includes(tag.name)).map(({ operation }) => operation),
  }));
}

function operationOf(path: string, method: 'get' | 'post', said: Described): Operation {
  const [status = '200', success] =
    Object.entries(said.responses).find(([code]) => code.startsWith('2')) ?? [];
  const asked = said.requestBody?.content[json];
  const answered = success?.content?.[json];
  const uses = (scheme: string) => said.security.some((way) => scheme in way);
  return {
    id: said.operationId,
    method: method === 'get' ? 'GET' : 'POST',
    path,
    summary: said.summary,
    description: said.description,
    tokens: { access: uses('accessToken'), queue: uses('queueToken') },
    parameters: said.parameters ?? [],
    body: asked?.schema ?? null,
    success: { status, description: success?.description ?? '', schema: answered?.schema ?? null },
    examples: Object.entries(answered?.examples ?? {}).map(([name, { summary, value }]) => ({
      name,
      summary,
      body: asked?.examples?.[name]?.value,
      answer: value,
    })),
    refusals: Object.entries(said.responses).flatMap(([code, { content }]) =>
      Object.entries(content?.[problem]?.examples ?? {}).map(([name, { summary }]) => ({
        status: code,
        code: name,
        summary,
      })),
    ),
  };
}

const formsOf = ({ anyOf, oneOf }: Schema): Schema[] | undefined => anyOf ?? oneOf;

/** Replaces a `$ref` with the referenced schema. */
function resolved(schema: Schema, { components }: OpenApi): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : { ...components.schemas[name], ...schema };
}

function bounds(unit: string, least: number | undefined, most: number | undefined): string {
  if (least === undefined && most === undefined) return '';
  const range =
    least === most
      ? String(least)
      : most === undefined
        ? `≥ ${least}`
        : least === undefined
          ? `≤ ${most}`
          : `${least}–${most}`;
  return ` (${range}${unit})`;
}

/** Maximum id, a technical limit that the API reference omits. */
const idMax = 2_147_483_647;

/** Describes the type of a schema, as in `integer (1–50)` or `list of string (1–4 items)`. */
export function typeInWords(given: Schema, document: OpenApi): string {
  const schema = resolved(given, document);
  const { type, format, items, minimum, maximum, minLength, maxLength, minItems, maxItems } =
    schema;
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum !== undefined)
    return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const forms = formsOf(schema);
  if (forms !== undefined)
    return [...new Set(forms.map((form) => typeInWords(form, document)))].join(' | ');
  if (Array.isArray(type))
    return type.map((one) => typeInWords({ ...schema, type: one }, document)).join(' | ');
  if (items !== undefined)
    return `list of ${typeInWords(items, document)}${bounds(' items', minItems, maxItems)}`;
  if (type === 'string')
    return `${format ?? 'string'}${format === undefined ? bounds(' characters', minLength, maxLength) : ''}`;
  if (type === 'integer' || type === 'number')
    return type + bounds('', minimum, maximum === idMax ? undefined : maximum);
  return type ?? 'any';
}

export interface FieldRow {
  /** Full path of the field, as in `dates[].startsAt`. */
  name: string;
  type: string;
  required: boolean;
  description: string | undefined;
}

/**
 * Lists the fields of a schema, including nested fields. With alternative forms, a field is
 * required only if each form requires the field.
 */
export function fieldRows(given: Schema, document: OpenApi, within = ''): FieldRow[] {
  const schema = resolved(given, document);
  if (schema.items !== undefined) return fieldRows(schema.items, document, `${within}[]`);
  const forms = formsOf(schema);
  if (forms !== undefined) return merged(forms.map((form) => fieldRows(form, document, within)));
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const name = within === '' ? key : `${within}.${key}`;
    const { description } = resolved(property, document);
    const required = schema.required?.includes(key) ?? false;
    return [
      { name, type: typeInWords(property, document), required, description },
      ...fieldRows(property, document, name),
    ];
  });
}

function merged(forms: FieldRow[][]): FieldRow[] {
  const objects = forms.filter((form) => form.length > 0); // A `null` form has no fields.
  const byName = Map.groupBy(objects.flat(), ({ name }) => name);
  return [...byName.values()].flatMap(([first, ...same]) =>
    first === undefined
      ? []
      : [
          {
            ...first,
            required: [first, ...same].filter(({ required }) => required).length === objects.length,
          },
        ],
  );
}

/**
 * Returns the field names of each alternative form, as in `{date, seat}`. Returns an empty list for
 * a schema without alternative forms.
 */
export function formsInWords(schema: Schema): string[] {
  return (formsOf(schema) ?? []).map(
    ({ properties = {} }) => `{${Object.keys(properties).join(', ')}}`,
  );
}

const inShell = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const examplePath = ({ path, parameters }: Operation): string =>
  parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce(
      (at, { name, examples }) =>
        at.replace(`{${name}}`, String(examples?.['recorded']?.value ?? `{${name}}`)),
      path,
    );

function exampleHeaders({ tokens, parameters, body }: Operation): [string, string][] {
  const own = parameters.filter(
    (parameter) => parameter.in === 'header' && parameter.required === true,
  );
  return [
    ...(tokens.access ? [['Authorization', 'Bearer $ACCESS_TOKEN'] as [string, string]] : []),
    ...(tokens.queue ? [['X-Queue-Token', '$QUEUE_TOKEN'] as [string, string]] : []),
    ...own.map(({ name, examples }): [string, string] => [
      name,
      String(examples?.['recorded']?.value ?? ''),
    ]),
    ...(body === null ? [] : [['Content-Type', 'application/json'] as [string, string]]),
  ];
}

/** Returns a curl command that reads the tokens from environment variables. */
export function curlOf(operation: Operation): string {
  const { method, body, examples } = operation;
  return [
    `curl${method === 'POST' ? ' -X POST' : ''} "$JARI${examplePath(operation)}"`,
    ...exampleHeaders(operation).map(([name, value]) => `-H "${name}: ${value}"`),
    ...(body === null ? [] : [`-d ${inShell(JSON.stringify(examples[0]?.body ?? {}))}`]),
  ].join(' \\\n  ');
}

export function fetchOf(operation: Operation): string {
  const { method, body, examples } = operation;
  const inCode = (value: string) =>
    value.replaceAll('$ACCESS_TOKEN', '${accessToken}').replaceAll('$QUEUE_TOKEN', '${queueToken}');
  const headers = exampleHeaders(operation).map(
    ([name, value]) => `    '${name}': \`${inCode(value)}\`,`,
  );
  return [
    `const answer = await fetch(\`\${jari}${examplePath(operation)}\`, {`,
    `  method: '${method}',`,
    ...(headers.length === 0 ? [] : ['  headers: {', ...headers, '  },']),
    ...(body === null
      ? []
      : [`  body: JSON.stringify(${JSON.stringify(examples[0]?.body ?? {})}),`]),
    '});',
  ].join('\n');
}

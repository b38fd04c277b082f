import { isUtf8 } from 'node:buffer';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { JsonSchema } from './arbitraries.ts';
import type { Answer } from './wire.ts';

// Judges responses by the OpenAPI document, with a JSON Schema validator that the server does not
// use.

export const bodyBytesMax = 64 * 1024;

export interface Operation {
  operationId: string;
  method: string;
  path: string;
  /** Alternative security schemes; a request needs only one scheme. */
  security: Record<string, unknown>[];
  parameters: {
    in: 'path' | 'query' | 'header';
    name: string;
    required?: boolean;
    schema: JsonSchema;
  }[];
  body: JsonSchema | null;
  responses: Record<string, { content?: Record<string, { schema: JsonSchema }> }>;
}

interface Described {
  operationId: string;
  security: Operation['security'];
  parameters?: Operation['parameters'];
  requestBody?: { content: { 'application/json': { schema: JsonSchema } } };
  responses: Operation['responses'];
}

export function operationsOf({ paths = {} }: { paths?: object | undefined }): Operation[] {
  return Object.entries(paths as Record<string, Record<string, unknown>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, described]) => {
        const {
          operationId,
          security,
          parameters = [],
          requestBody,
          responses,
        } = described as Described;
        const body = requestBody?.content['application/json'].schema ?? null;
        return {
          operationId,
          method: method.toUpperCase(),
          path,
          security,
          parameters,
          body,
          responses,
        };
      }),
  );
}

export type Judge = (schema: JsonSchema) => ValidateFunction;

/** Returns a function that compiles each schema of one document only once. */
export function schemaJudge(components: unknown = {}): Judge {
  const ajv = new Ajv2020({ strict: false });
  addFormats(ajv);
  const compiled = new Map<JsonSchema, ValidateFunction>();
  return (schema) => {
    const known = compiled.get(schema);
    if (known !== undefined) return known;
    // References start at the document's root, so the schema includes the components.
    const made = ajv.compile({ ...schema, components });
    compiled.set(schema, made);
    return made;
  };
}

/**
 * Parses JSON as strictly as the server: only UTF-8, and no repeated property name. Returns
 * undefined for malformed JSON.
 */
export function parsedBody(body: string | Buffer): { value: unknown } | undefined {
  const bytes = Buffer.from(body);
  if (!isUtf8(bytes)) return undefined;
  try {
    const text = bytes.toString('utf8');
    return repeatsNames(text) ? undefined : { value: JSON.parse(text) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Detects the repeated first property from `encodings`, because JSON.parse silently drops one
 * value.
 */
function repeatsNames(text: string): boolean {
  return /^\{("[^"]*":)1,\1/.test(text);
}

/** Converts digits to a number if the schema of the parameter requires an integer. */
export function parameterValue({ type }: JsonSchema, text: string): unknown {
  return type === 'integer' && /^-?\d+$/.test(text) ? Number(text) : text;
}

export const traces =
  /node_modules|"stack"|\.(ts|js|sql|lua):\d|\bat [\w.<>]+ \(|prisma|postgres|SELECT |redis/i;

/** The refusal that the request alone requires, in any state of the database. */
export type Due = [status: number, code?: string];

/**
 * Describes a missing refusal or an undocumented response, or returns null for a correct response.
 */
export function fault(
  operation: Operation,
  due: Due | null,
  answer: Answer,
  judge: Judge,
): string | null {
  const { status, text } = answer;
  const { code } = bodyOf(answer) as { code?: string };
  const [dueStatus, dueCode = code] = due ?? [status, code];
  if (status === dueStatus && code === dueCode) return breach(operation, answer, judge);
  return `${operation.operationId} answered ${String(status)} ${text.slice(0, 300)} instead of ${String(dueStatus)} ${dueCode ?? ''}`;
}

/** Returns the body of a response: a value if the body is JSON, otherwise the text. */
const bodyOf = ({ contentType, text }: Pick<Answer, 'contentType' | 'text'>): unknown =>
  contentType.split(';')[0]?.endsWith('json') === true ? JSON.parse(text) : text;

/**
 * Describes the fault of a response, or returns null if the response has no fault. Faults are a
 * status of 500 or above, undocumented responses, and leaks of internals.
 */
function breach(
  { operationId, responses }: Pick<Operation, 'operationId' | 'responses'>,
  { status, contentType, text }: Answer,
  judge: Judge,
): string | null {
  const shown = `${operationId} answered ${String(status)} ${contentType} ${text.slice(0, 300)}`;
  if (status >= 500) return `${shown}: a failure`;
  if (traces.test(text)) return `${shown}: leaks internals`;
  const [[mediaType, content] = ['', undefined]] = Object.entries(
    responses[String(status)]?.content ?? {},
  );
  if (content === undefined) return `${shown}: not in the document`;
  if (contentType !== (mediaType.endsWith('json') ? `${mediaType}; charset=utf-8` : mediaType))
    return `${shown}: the document says ${mediaType}`;
  const validate = judge(content.schema);
  return validate(bodyOf({ contentType, text }))
    ? null
    : `${shown}: ${JSON.stringify(validate.errors)}`;
}

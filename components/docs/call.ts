export interface Trial {
  id: string;
  method: 'GET' | 'POST';
  path: string;
  tokens: { access: boolean; queue: boolean };
  parameters: { name: string; required: boolean; in: 'path' | 'query' | 'header' }[];
  /** Initial request body, or null if the operation takes no body. */
  body: string | null;
}

interface Given {
  values: Record<string, string>;
  body: string;
  accessToken: string;
  queueToken: string;
}

/** Omits empty fields from the request. */
export function requestOf({ method, path, tokens, parameters, body: takes }: Trial, given: Given) {
  const of = (place: string) =>
    parameters.flatMap(({ name, ...parameter }): [string, string][] => {
      const value = given.values[name]?.trim() ?? '';
      return parameter.in === place && value !== '' ? [[name, value]] : [];
    });
  const at = of('path').reduce(
    (whole, [name, value]) => whole.replace(`{${name}}`, encodeURIComponent(value)),
    path,
  );
  const query = new URLSearchParams(of('query')).toString();
  const headers = {
    ...Object.fromEntries(of('header')),
    ...(tokens.access &&
      given.accessToken !== '' && { authorization: `Bearer ${given.accessToken}` }),
    ...(tokens.queue && given.queueToken !== '' && { 'x-queue-token': given.queueToken }),
    ...(takes !== null && { 'content-type': 'application/json' }),
  };
  return {
    url: query === '' ? at : `${at}?${query}`,
    init: { method, headers, ...(takes !== null && { body: given.body }) },
  };
}

export interface Answer {
  status: number;
  tookMs: number;
  /** Response text, with JSON indented by two spaces. */
  text: string;
  body: unknown;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Sends no cookies, because the API ignores cookies. Throws if no response arrives. */
export async function call(trial: Trial, given: Given): Promise<Answer> {
  const { url, init } = requestOf(trial, given);
  const begun = performance.now();
  const response = await fetch(url, { ...init, credentials: 'omit', cache: 'no-store' });
  const text = await response.text();
  const body = parsed(text);
  const tookMs = Math.round(performance.now() - begun);
  return {
    status: response.status,
    tookMs,
    body,
    text: body === null ? text : JSON.stringify(body, null, 2),
  };
}

/** Extracts tokens and user id from a successful response, so that later calls can send them. */
export function learned(
  { id }: Trial,
  { status, body }: Answer,
): { accessToken?: string; queueToken?: string; userId?: string } {
  if (status >= 300 || typeof body !== 'object' || body === null) return {};
  const { accessToken, userId, token } = body as Record<string, unknown>;
  return {
    ...(typeof accessToken === 'string' && { accessToken }),
    ...(typeof userId === 'string' && { userId }),
    ...(id === 'joinLine' && typeof token === 'string' && { queueToken: token }),
  };
}

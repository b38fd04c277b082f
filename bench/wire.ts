import { connect, type Socket } from 'node:net';

export interface Answer {
  status: number;
  body: string;
}

/**
 * A keep-alive HTTP/1.1 connection with one request at a time. A connection costs so little CPU
 * time that one process can simulate many users.
 */
export class Connection {
  readonly #socket: Socket;
  #unread = '';
  #asked: PromiseWithResolvers<Answer> | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setEncoding('latin1'); // one character per byte, because `content-length` counts bytes
    socket.on('data', (chunk: string) => this.#read(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the connection was closed')));
  }

  static open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () =>
        resolve(new Connection(socket.off('error', reject))),
      );
      socket.once('error', reject);
    });
  }

  get isOpen(): boolean {
    return this.#socket.writable;
  }

  /**
   * Resolves to the complete response to a raw request. Throws an error while the previous response
   * is pending.
   */
  ask(request: string): Promise<Answer> {
    if (this.#asked !== null) throw new Error('the last request is not answered yet');
    this.#asked = Promise.withResolvers();
    this.#socket.write(request, 'latin1');
    return this.#asked.promise;
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: string): void {
    this.#unread += chunk;
    const answer = completeAnswer(this.#unread);
    if (answer === null) return;
    const asked = this.#asked;
    [this.#unread, this.#asked] = ['', null];
    asked?.resolve(answer);
  }

  #fail(error: Error): void {
    const asked = this.#asked;
    this.#asked = null;
    asked?.reject(error);
  }
}

/**
 * Parses a response with `content-length` or with chunked encoding. Returns null while the response
 * is incomplete.
 */
export function completeAnswer(received: string): Answer | null {
  const headEnd = received.indexOf('\r\n\r\n') + 4;
  if (headEnd < 4) return null;
  const head = received.slice(0, headEnd).toLowerCase();
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: (\d+)/.exec(head)?.[1];
  if (length !== undefined) {
    const end = headEnd + Number(length);
    return received.length < end ? null : { status, body: received.slice(headEnd, end) };
  }
  if (!head.includes('\r\ntransfer-encoding: chunked')) return { status, body: '' };
  return received.endsWith('0\r\n\r\n')
    ? { status, body: unchunked(received.slice(headEnd)) }
    : null;
}

function unchunked(chunks: string): string {
  let body = '';
  for (let at = 0; ;) {
    const dataAt = chunks.indexOf('\r\n', at) + 2;
    const size = Number.parseInt(chunks.slice(at, dataAt), 16);
    if (!(size > 0)) return body;
    body += chunks.slice(dataAt, dataAt + size);
    at = dataAt + size + 2;
  }
}

export function requestText(
  url: string,
  {
    method = 'GET',
    path,
    headers = {},
    body,
  }: { method?: string; path: string; headers?: Record<string, string>; body?: string },
): string {
  const all = {
    host: new URL(url).host,
    ...headers,
    ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
  };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n${body ?? ''}`;
}

const openedAtOnce = 100;

/** Opens 100 connections at a time, because the accept queue of a listening socket is short. */
export async function openConnections(url: string, count: number): Promise<Connection[]> {
  const open: Connection[] = [];
  while (open.length < count) {
    const some = Math.min(openedAtOnce, count - open.length);
    open.push(...(await Promise.all(Array.from({ length: some }, () => Connection.open(url)))));
  }
  return open;
}

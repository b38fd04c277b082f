import { type ClientRequest, type IncomingMessage, request } from 'node:http';

/** A stream of server-sent events while it is read. */
export interface Stream {
  status: number;
  headers: IncomingMessage['headers'];
  /** All bytes so far. */
  text(): string;
  /** The data of each event so far. */
  data(): string[];
  /** Resolves when the server ends (true) or destroys (false) the stream. */
  ended: Promise<boolean>;
  /** Stops reading without closing. */
  pause(): void;
  close(): void;
}

/** Opens a stream on its own connection. */
export async function watch(url: string, headers: Record<string, string> = {}): Promise<Stream> {
  const asking = request(url, {
    agent: false,
    headers: { accept: 'text/event-stream', ...headers },
  }).end();
  const res = await answered(asking);
  let text = '';
  res.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const ended = Promise.withResolvers<boolean>();
  res.once('end', () => ended.resolve(true));
  res.once('error', () => ended.resolve(false));
  res.once('close', () => ended.resolve(false));
  return {
    status: res.statusCode ?? 0,
    headers: res.headers,
    text: () => text,
    data: () => [...text.matchAll(/^data: (.*)\n\n/gm)].map(([, data = '']) => data),
    ended: ended.promise,
    pause: () => void res.pause(),
    close: () => asking.destroy(),
  };
}

function answered(asking: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    asking.once('response', resolve);
    asking.once('error', reject);
  });
}

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Connection, openConnections, requestText, completeAnswer } from './wire.ts';

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((req, res) => {
    if (req.url === '/chunks')
      res.write('한'); // without `content-length`, Node sends the response in chunks
    else res.setHeader('content-length', '3');
    res.statusCode = req.url === '/none' ? 404 : 200;
    req
      .on('data', (body: Buffer) => res.write(body))
      .once('end', () => res.end(req.url === '/chunks' ? 'end' : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => server.close().closeAllConnections());

const post = (path: string) => requestText(url, { method: 'POST', path, body: 'abc' });

test('responses framed by length or in chunks are read completely, one after the other on one connection', async () => {
  const connection = await Connection.open(url);
  expect(await connection.ask(post('/'))).toEqual({ status: 200, body: 'abc' });
  expect(await connection.ask(post('/chunks'))).toMatchObject({
    status: 200,
    body: `${Buffer.from('한').toString('latin1')}abcend`,
  });
  expect(await connection.ask(post('/none'))).toEqual({ status: 404, body: 'abc' });
  connection.close();
});

test('a response is incomplete until its last byte has arrived', () => {
  for (const whole of [
    'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
  ]) {
    for (let length = 0; length < whole.length; length++)
      expect(completeAnswer(whole.slice(0, length))).toBeNull();
    expect(completeAnswer(whole)).toEqual({ status: 200, body: 'abc' });
  }
});

test('a lost connection rejects the pending request', async () => {
  const [connection] = await openConnections(url, 1);
  const asked = connection?.ask('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nabc');
  setImmediate(() => connection?.close());
  await expect(asked).rejects.toThrow('closed');
  expect(connection?.isOpen).toBe(false);
});

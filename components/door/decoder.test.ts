import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { qrPath } from '../tickets/qr-path.ts';

// Reads pictures of a ticket with the decoder of the page, ZXing in WebAssembly.

beforeAll(async () => {
  const file = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  const wasmBinary = Uint8Array.from(readFileSync(file)).buffer;
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
});

/** A text of the length and the alphabet of a ticket's code. */
const ticket = `${Buffer.from('{"alg":"EdDSA","typ":"jari-ticket","kid":"3n5d8Q0aXyU"}').toString('base64url')}.${Buffer.from(
  JSON.stringify({
    ticketId: 1_234_567,
    concertId: 12_345,
    performanceId: 123_456,
    seat: 42,
    startsAt: '2026-12-24T10:00:00.000Z',
    issue: 2,
  }),
).toString(
  'base64url',
)}.${Buffer.from(Array.from({ length: 64 }, (_, at) => (at * 37 + 11) % 256)).toString('base64url')}`;

const white = { r: 255, g: 255, b: 255 };
const quietZone = 4;

/** Draws the ticket's code as the ticket page does, `pixels` wide. */
function drawn(pixels: number) {
  const { size, path } = qrPath(ticket);
  const side = size + 2 * quietZone;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 ${side} ${side}" width="${side * 8}" height="${side * 8}"><rect x="-4" y="-4" width="${side}" height="${side}" fill="#fff"/><path d="${path}"/></svg>`;
  return sharp(Buffer.from(svg)).resize(pixels).removeAlpha();
}

/** Puts the code into a picture of a camera with 1280 × 720 pixels. */
async function photographed(code: Sharp): Promise<Sharp> {
  const picture = sharp({
    create: { width: 1_280, height: 720, channels: 3, background: '#8a8078' },
  });
  return sharp(
    await picture
      .composite([{ input: await code.png().toBuffer() }])
      .png()
      .toBuffer(),
  );
}

async function textsIn(picture: Sharp): Promise<string[]> {
  const { data, info } = await picture.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const image = { data: new Uint8ClampedArray(data), width: info.width, height: info.height };
  const found = await readBarcodes(
    { ...image, colorSpace: 'srgb' },
    {
      formats: ['QRCode'],
      tryHarder: true,
    },
  );
  return found.filter(({ isValid }) => isValid).map(({ text }) => text);
}

const pictures: [string, () => Promise<Sharp>][] = [
  ['large', () => photographed(drawn(600))],
  // Three pixels per module, an eighth of the picture's width.
  ['small and blurred', async () => (await photographed(drawn(240))).blur(0.7)],
  ['tilted', () => photographed(drawn(420).rotate(28, { background: white }))],
  [
    'seen at an angle',
    () =>
      photographed(
        drawn(480).affine(
          [
            [1, 0.15],
            [0.05, 0.8],
          ],
          { background: white },
        ),
      ),
  ],
  // A tenth of the light, and little contrast.
  ['dark', async () => (await photographed(drawn(480))).linear(0.1, 6)],
  [
    'small, tilted and dark',
    async () =>
      (await photographed(drawn(330).rotate(-17, { background: white }))).blur(0.5).linear(0.2, 10),
  ],
];

test.each(pictures)('the decoder reads a code that is %s', async (_, take) => {
  expect(await textsIn(await take())).toEqual([ticket]);
});

test('control: the decoder reads nothing from a code whose modules are smaller than a pixel', async () => {
  expect(await textsIn(await photographed(drawn(60)))).toEqual([]);
});

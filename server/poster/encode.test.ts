import { randomBytes } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { outcomeOf } from '#tests/support/people.ts';
import { encode } from './encode.ts';
import { posterWidths } from './poster.schema.ts';

const [red, blue] = [
  { r: 200, g: 0, b: 0 },
  { r: 0, g: 0, b: 200 },
];
const plain = (width: number, height: number, background = red): Sharp =>
  sharp({ create: { width, height, channels: 3, background } });
const portrait = () => plain(1_500, 2_000);
const formats: Record<string, (image: Sharp) => Sharp> = {
  JPEG: (image) => image.jpeg(),
  PNG: (image) => image.png(),
  WebP: (image) => image.webp(),
  AVIF: (image) => image.avif({ effort: 0 }),
};

/** Noise cannot be compressed, so half of its file lacks half of its pixels. */
const noise = (width: number, height: number): Sharp =>
  sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } });

async function colourAt(file: Uint8Array, left: number, top: number): Promise<'red' | 'blue'> {
  const [r = 0, , b = 0] = await sharp(file)
    .extract({ left, top, width: 1, height: 1 })
    .raw()
    .toBuffer();
  return r > b ? 'red' : 'blue';
}

test.each(Object.entries(formats))(
  '%s becomes a WebP of each width, with the same shape and colour',
  async (_, format) => {
    const sizes = await encode(await format(portrait()).toBuffer());
    expect(sizes.map(({ width, height }) => [width, height])).toEqual([
      [320, 427],
      [640, 853],
      [1_280, 1_707],
    ]);
    for (const { width, height, bytes } of sizes) {
      expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width, height });
      expect(await colourAt(bytes, 10, 10)).toBe('red');
    }
  },
);

const shapesOf = async (width: number, height: number) =>
  (await encode(await plain(width, height).png().toBuffer())).map((size) => [
    size.width,
    size.height,
  ]);

test('a small or very wide image has each width, too', async () => {
  expect(await shapesOf(100, 150)).toEqual([
    [320, 480],
    [640, 960],
    [1_280, 1_920],
  ]);
  const squares = posterWidths.map((width) => [width, width]);
  for (const side of [1, 320, 500]) expect(await shapesOf(side, side)).toEqual(squares);
  expect(await shapesOf(30_000, 10)).toEqual(posterWidths.map((width) => [width, 1]));
});

test('a strip has each width, transparent sides and the bounds of a WebP', async () => {
  const bounds = posterWidths.map((width) => [width, 2 * width]);
  for (const width of [1, 100]) expect(await shapesOf(width, 30_000)).toEqual(bounds);
  const [small] = await encode(await plain(100, 400).jpeg().toBuffer());
  const opaque = await sharp(small?.bytes).extractChannel('alpha').raw().toBuffer();
  const row = [...opaque.subarray(320 * 320, 321 * 320)];
  expect([row[0], row[79], row[160], row[319]]).toEqual([0, 0, 255, 0]);
  expect(row.filter((alpha) => alpha === 255)).toHaveLength(160);
});

/** A landscape image, red on the left and blue on the right. */
const twoHalves = () =>
  plain(1_600, 800).composite([
    {
      input: { create: { width: 800, height: 800, channels: 3, background: blue } },
      left: 800,
      top: 0,
    },
  ]);

test.each(['JPEG', 'PNG', 'WebP'])(
  'the EXIF orientation of a %s turns the pixels and is dropped',
  async (name) => {
    // Orientation 6 means that a viewer must turn the image clockwise: the left side is the top.
    const file = await (formats[name]?.(twoHalves()) ?? twoHalves())
      .withMetadata({ orientation: 6 })
      .toBuffer();
    expect(await sharp(file).metadata()).toMatchObject({ width: 1_600, orientation: 6 });
    const [small, ...others] = await encode(file);
    expect(small).toMatchObject({ width: 320, height: 640 });
    expect(others.map(({ width, height }) => [width, height])).toEqual([
      [640, 1_280],
      [1_280, 2_560],
    ]);
    const bytes = small?.bytes ?? new Uint8Array();
    expect([await colourAt(bytes, 160, 20), await colourAt(bytes, 160, 620)]).toEqual([
      'red',
      'blue',
    ]);
    expect((await sharp(bytes).metadata()).orientation).toBeUndefined();
  },
);

test('no metadata remains: neither the place, the camera and the text, nor the colour profile', async () => {
  const file = await portrait()
    .jpeg()
    .withIccProfile('p3')
    .withExif({
      IFD0: { Copyright: 'a-secret-owner', Model: 'a-secret-camera' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '37/1 33/1 0/1' },
    })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">a-secret-text</x:xmpmeta>')
    .toBuffer();
  const before = await sharp(file).metadata();
  expect([before.exif, before.xmp, before.icc].every((part) => part !== undefined)).toBe(true);
  expect(file.includes('a-secret-camera')).toBe(true);
  for (const { bytes } of await encode(file)) {
    const { exif, xmp, icc, iptc } = await sharp(bytes).metadata();
    expect([exif, xmp, icc, iptc]).toEqual([undefined, undefined, undefined, undefined]);
    expect(Buffer.from(bytes).includes('a-secret')).toBe(false);
  }
});

test('an animation becomes its first frame', async () => {
  const frames = await Promise.all(
    [red, blue].map((colour) => plain(400, 400, colour).png().toBuffer()),
  );
  const file = await sharp(frames, { join: { animated: true } })
    .webp()
    .toBuffer();
  expect((await sharp(file).metadata()).pages).toBe(2);
  const [small] = await encode(file);
  expect(small).toMatchObject({ width: 320, height: 320 });
  expect(await colourAt(small?.bytes ?? new Uint8Array(), 5, 5)).toBe('red');
});

test('CMYK, grey, 16-bit and transparent images become sRGB with the same content', async () => {
  const cmyk = await portrait().toColourspace('cmyk').jpeg().toBuffer();
  expect(await sharp(cmyk).metadata()).toMatchObject({ space: 'cmyk', channels: 4 });
  const deep = await portrait().toColourspace('rgb16').png().toBuffer();
  expect(await sharp(deep).metadata()).toMatchObject({ depth: 'ushort' });
  for (const file of [cmyk, deep]) {
    const [small] = await encode(file);
    expect(await sharp(small?.bytes).metadata()).toMatchObject({ space: 'srgb', channels: 3 });
    expect(await colourAt(small?.bytes ?? new Uint8Array(), 5, 5)).toBe('red');
  }
  const [grey] = await encode(await portrait().toColourspace('b-w').png().toBuffer());
  expect(await sharp(grey?.bytes).metadata()).toMatchObject({ space: 'srgb' });
  const clear = sharp({
    create: { width: 400, height: 400, channels: 4, background: { ...red, alpha: 0 } },
  });
  const [transparent] = await encode(await clear.png().toBuffer());
  expect(await sharp(transparent?.bytes).metadata()).toMatchObject({ hasAlpha: true });
});

test.each(Object.entries(formats))('a truncated %s is NOT_AN_IMAGE', async (_, format) => {
  const file = await format(noise(300, 300)).toBuffer();
  expect(await outcomeOf(encode(file))).toBe('done');
  for (const part of [0.02, 0.5, 0.9])
    expect(await outcomeOf(encode(file.subarray(0, file.length * part)))).toBe('NOT_AN_IMAGE');
});

const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9"/></svg>';
test.each<[string, () => Promise<Uint8Array> | Uint8Array]>([
  ['an empty file', () => new Uint8Array()],
  ['text', () => Buffer.from('not an image')],
  ['zeros', () => new Uint8Array(10_000)],
  ['an SVG', () => Buffer.from(svg)],
  ['an SVG with an XML head', () => Buffer.from(`<?xml version="1.0"?>${svg}`)],
  ['HTML', () => Buffer.from('<!doctype html><img src=x onerror=alert(1)>')],
  ['a GIF', () => portrait().gif().toBuffer()],
  ['a TIFF', () => portrait().tiff().toBuffer()],
  ['a PDF', () => Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF')],
  ['the signature of a JPEG alone', () => Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
  ['the signature of a PNG alone', () => Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')],
  ['a HEIF brand alone', () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heicmif1', 'latin1')],
])('%s is NOT_AN_IMAGE', async (_, file) => {
  expect(await outcomeOf(encode(await file()))).toBe('NOT_AN_IMAGE');
});

test('a decompression bomb above 50 megapixels is TOO_LARGE before its pixels are decoded', async () => {
  const bomb = await plain(10_000, 5_001).png({ compressionLevel: 9 }).toBuffer();
  expect(bomb.length).toBeLessThan(500_000);
  const before = process.resourceUsage().maxRSS;
  expect(await outcomeOf(encode(bomb))).toBe('TOO_LARGE');
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(20 * 1024);
});

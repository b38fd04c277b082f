import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

const goldenAngle = 137.5;

/** Returns pseudo-random numbers in [0, 1), the same for the same seed (mulberry32). */
function randomsFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Draws `count` stars as one path, whose round line caps appear as dots. */
function stars(random: () => number, count: number): string {
  return Array.from({ length: count }, () => {
    const [x, y] = [random() * 300, random() ** 1.4 * 270];
    return `M${x.toFixed(0)} ${y.toFixed(0)}h0`;
  }).join('');
}

/** Draws a line of hills that begins at the height `y`. */
function hills(random: () => number, y: number): string {
  const [first, second] = [y - 60 * random(), y + 40 * random()];
  return `M0 ${String(y)}C100 ${first.toFixed(0)} 190 ${second.toFixed(0)} 300 ${String(y - 20)}V400H0z`;
}

/**
 * Draws the artwork of a concert without a poster, as an SVG file of 600 × 800. The id determines
 * colours, moon, stars and hills. Pages write the title on it, because an image cannot load the
 * site's font.
 */
export function artworkSvg(concertId: number): string {
  const random = randomsFrom(concertId);
  const hue = Math.round((225 + concertId * goldenAngle) % 360);
  const colour = (turn: number, saturation: number, lightness: number) =>
    `hsl(${String((hue + turn) % 360)} ${String(saturation)}% ${String(lightness)}%)`;
  const moon = `cx="${(70 + 160 * random()).toFixed(0)}" cy="${(90 + 50 * random()).toFixed(0)}"`;
  const radius = Math.round(42 + 20 * random());
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="800" viewBox="0 0 300 400">',
    '<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">',
    `<stop stop-color="${colour(0, 45, 15)}"/>`,
    `<stop offset=".55" stop-color="${colour(30, 52, 27)}"/>`,
    `<stop offset=".8" stop-color="${colour(70, 42, 36)}"/></linearGradient>`,
    '<linearGradient id="shade" x1="0" y1="0" x2="0" y2="1">',
    '<stop stop-color="#0b0c16" stop-opacity="0"/>',
    '<stop offset=".6" stop-color="#0b0c16" stop-opacity=".85"/></linearGradient></defs>',
    '<rect width="300" height="400" fill="url(#sky)"/>',
    '<g stroke="#fff" stroke-linecap="round" fill="none">',
    `<path d="${stars(random, 60)}" stroke-width="1.4" opacity=".55"/>`,
    `<path d="${stars(random, 18)}" stroke-width="2.6" opacity=".8"/></g>`,
    `<circle ${moon} r="${String(Math.round(radius * 1.5))}" fill="${colour(180, 70, 88)}" opacity=".18"/>`,
    `<circle ${moon} r="${String(radius)}" fill="${colour(180, 62, 86)}"/>`,
    `<path d="${hills(random, 285)}" fill="${colour(50, 40, 20)}"/>`,
    `<path d="${hills(random, 320)}" fill="${colour(20, 42, 13)}"/>`,
    '<rect y="230" width="300" height="170" fill="url(#shade)"/></svg>',
  ].join('');
}

const urls = new LRUCache<number, string>({
  max: 1_000,
  memoMethod: (concertId) => urlOf(concertId),
});

function urlOf(concertId: number): string {
  const hash = createHash('sha256').update(artworkSvg(concertId)).digest('hex').slice(0, 16);
  return `/posters/artwork-${String(concertId)}-${hash}.svg`;
}

/** Returns the path of a concert's artwork. A path has one content forever. */
export const artworkUrl = (concertId: number): string => urls.memo(concertId);

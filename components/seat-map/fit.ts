import { seatsPerRow } from '#server/seating/rows.schema.ts';
import { arrange, type Arrangement, type Block, type Geometry, pitch } from './arrange.ts';

/** Distances for a frame that is low, and for one with more room. */
const low: Geometry = { sides: 6, top: 46, labelHeight: 24, rowStep: pitch, blockGap: 4, bend: 6 };
const high: Geometry = { sides: 6, top: 64, labelHeight: 30, rowStep: 54, blockGap: 12, bend: 10 };

/** Width and height in CSS pixels. */
export interface Size {
  width: number;
  height: number;
}

const rowsMax = 6;

/** True if the hall has more columns or rows than a phone shows at a size that a finger can press. */
export function isLarge(blocks: Block[]): boolean {
  const rows = blocks.reduce((sum, block) => sum + block.rows.length, 0);
  return rows > rowsMax || arrange(blocks, low).width > seatsPerRow * pitch + 2 * low.sides;
}

/** Largest factor from units of the map to CSS pixels, so that seats do not grow without limit. */
const scaleMax = 1.36;

/**
 * Fits a map into a frame. Rows move apart as far as the frame's height allows. Returns the map and
 * the factor from its units to CSS pixels. Without a size, as on the server, the rows are far apart.
 */
export function fit(blocks: Block[], frame: Size | null): { map: Arrangement; scale: number } {
  const loose = arrange(blocks, high);
  if (frame === null || frame.width <= 0) return { map: loose, scale: 1 };
  const tight = arrange(blocks, low);
  const byWidth = Math.min(scaleMax, frame.width / loose.width);
  const room = (frame.height / byWidth - tight.height) / (loose.height - tight.height || 1);
  const map = arrange(blocks, between(low, high, Math.min(1, Math.max(0, room))));
  return { map, scale: Math.min(byWidth, frame.height / map.height) };
}

function between(from: Geometry, to: Geometry, share: number): Geometry {
  const mix = (name: keyof Geometry) => from[name] + (to[name] - from[name]) * share;
  return {
    sides: mix('sides'),
    top: mix('top'),
    labelHeight: mix('labelHeight'),
    rowStep: mix('rowStep'),
    blockGap: mix('blockGap'),
    bend: mix('bend'),
  };
}

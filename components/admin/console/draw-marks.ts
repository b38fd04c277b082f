import type UPlot from 'uplot';

export interface Mark {
  atMs: number;
  text: string;
}

interface Look {
  colour: string;
  font: string;
  /** Pixels of the canvas per CSS pixel. */
  scale: number;
}

type Drawn = Pick<UPlot, 'ctx' | 'valToPos'> & { bbox: Omit<UPlot.BBox, 'show'> };

/** Draws a dashed line with a text at each mark within the plot. */
export function drawMarks(
  plot: Drawn,
  marks: readonly Mark[],
  { colour, font, scale }: Look,
): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.font = font;
  ctx.lineWidth = scale;
  ctx.setLineDash([4 * scale, 4 * scale]);
  for (const { atMs, text } of marks) {
    const x = plot.valToPos(atMs / 1_000, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const isLate = x + ctx.measureText(text).width > bbox.left + bbox.width;
    ctx.textAlign = isLate ? 'right' : 'left';
    ctx.fillText(text, x + (isLate ? -4 : 4) * scale, bbox.top + 11 * scale);
  }
  ctx.restore();
}

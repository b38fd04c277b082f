export interface Bar {
  name: string;
  value: number;
  label: string;
  /** True if the candidate sold a seat more than once. */
  isWrong: boolean;
}

const [nameWidth, barWidth, labelWidth, rowHeight, top] = [280, 300, 390, 28, 34];

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Returns a standalone SVG bar chart that is readable on light and dark backgrounds. */
export function plotOf(title: string, bars: readonly Bar[]): string {
  const most = Math.max(...bars.map(({ value }) => value));
  const [width, height] = [nameWidth + barWidth + labelWidth, top + bars.length * rowHeight + 8];
  const rows = bars.map(({ name, value, label, isWrong }, at) => {
    const y = top + at * rowHeight;
    const length = Math.max(1, Math.round((value / most) * barWidth));
    return [
      `  <text x="${String(nameWidth - 10)}" y="${String(y + 16)}" text-anchor="end">${escaped(name)}</text>`,
      `  <rect class="${isWrong ? 'wrong' : 'right'}" x="${String(nameWidth)}" y="${String(y + 3)}" width="${String(length)}" height="18" rx="3"/>`,
      `  <text class="label" x="${String(nameWidth + length + 8)}" y="${String(y + 16)}">${escaped(label)}</text>`,
    ].join('\n');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(width)} ${String(height)}" role="img">
  <title>${escaped(title)}</title>
  <style>
    text { font: 13px system-ui, sans-serif; fill: #1f2328; }
    .label { fill: #59636e; }
    .head { font-weight: 600; }
    .right { fill: #2f81f7; }
    .wrong { fill: #d1242f; }
    @media (prefers-color-scheme: dark) { text { fill: #e6edf3; } .label { fill: #9198a1; } .wrong { fill: #f85149; } }
  </style>
  <text class="head" x="12" y="20">${escaped(title)}</text>
${rows.join('\n')}
</svg>
`;
}

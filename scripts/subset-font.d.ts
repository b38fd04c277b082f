// The published types of subset-font lack options that the scripts use.
declare module 'subset-font' {
  interface Options {
    targetFormat?: 'sfnt' | 'woff' | 'woff2';
    variationAxes?: Record<string, { min: number; max: number }>;
    keepFeatures?: string[];
    preserveNameIds?: number[];
    keepAllGlyphs?: boolean;
  }
  /** Returns a font with the glyphs of `text`. With `keepAllGlyphs`, the font has all glyphs. */
  export default function subsetFont(
    font: Buffer,
    text: string | undefined,
    options: Options,
  ): Promise<Buffer>;
}

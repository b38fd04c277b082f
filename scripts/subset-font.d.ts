// The package has no types, and the published ones lack the options used here.
declare module 'subset-font' {
  interface Options {
    targetFormat?: 'sfnt' | 'woff' | 'woff2';
    variationAxes?: Record<string, { min: number; max: number }>;
    keepFeatures?: string[];
    preserveNameIds?: number[];
    keepAllGlyphs?: boolean;
  }
  /** A font with the glyphs of `text` only, or with all of them. */
  export default function subsetFont(
    font: Buffer,
    text: string | undefined,
    options: Options,
  ): Promise<Buffer>;
}

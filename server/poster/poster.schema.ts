/** Maximum size of an uploaded poster: 5 MiB. */
export const posterBytesMax = 5 * 1024 * 1024;

/** Maximum number of pixels of an uploaded poster: 50 megapixels. */
export const posterPixelsMax = 50_000_000;

/** Widths of the stored images, in pixels. A smaller upload keeps its own width. */
export const posterWidths = [320, 640, 1_280] as const;

/** Bounds a stored image's height, so that a long strip cannot exceed WebP's 16,383 pixels. */
export const posterHeightPerWidthMax = 2;

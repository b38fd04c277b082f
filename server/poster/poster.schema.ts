/** Maximum size of an uploaded poster: 5 MB. */
export const posterBytesMax = 5_000_000;

/** Maximum number of pixels of an uploaded poster: 50 megapixels. */
export const posterPixelsMax = 50_000_000;

/** Widths of the stored images, in pixels. Every poster has each width; a small upload is enlarged. */
export const posterWidths = [320, 640, 1_280] as const;

/** Bounds a stored image's height, so that a long strip cannot exceed WebP's 16,383 pixels. */
export const posterHeightPerWidthMax = 2;

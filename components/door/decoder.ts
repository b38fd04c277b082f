/** Reads the texts of the QR codes in a video's current picture. */
export interface Decoder {
  detect: (video: HTMLVideoElement) => Promise<{ rawValue: string }[]>;
}

/** The part of the Barcode Detection API that a browser may have. */
interface NativeDetector {
  new (options: { formats: string[] }): Decoder;
  getSupportedFormats: () => Promise<string[]>;
}

const options = { formats: ['qr_code' as const] };

/** Returns the browser's own decoder, or ZXing in WebAssembly, which this site serves itself. */
export async function createDecoder(): Promise<Decoder> {
  const { BarcodeDetector: Native } = globalThis as { BarcodeDetector?: NativeDetector };
  if (Native !== undefined && (await Native.getSupportedFormats()).includes('qr_code'))
    return new Native(options);
  const { BarcodeDetector, prepareZXingModule } = await import('barcode-detector/ponyfill');
  const wasm = new URL('zxing-wasm/reader/zxing_reader.wasm', import.meta.url).href;
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  return new BarcodeDetector(options);
}

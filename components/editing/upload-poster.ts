import { z } from 'zod';

const stored = z.object({
  posterId: z.int(),
  sizes: z.array(z.object({ width: z.int(), height: z.int(), url: z.string() })),
});
export type Poster = z.output<typeof stored>;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
};

/**
 * Uploads an image as a poster. Uses XMLHttpRequest, because fetch reports no progress of uploads.
 * `onProgress` gets the uploaded part, from 0 to 1. Rejects as a tRPC call does.
 */
export function uploadPoster(file: File, onProgress: (part: number) => void): Promise<Poster> {
  const { promise, resolve, reject } = Promise.withResolvers<Poster>();
  const request = new XMLHttpRequest();
  request.open('POST', '/api/admin/posters');
  request.setRequestHeader(
    'content-type',
    file.type === '' ? 'application/octet-stream' : file.type,
  );
  request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
  request.onerror = () => reject(new Error('the upload got no answer'));
  request.onload = () => {
    const body = parsed(request.responseText);
    const poster = stored.safeParse(body);
    if (request.status === 200 && poster.success) resolve(poster.data);
    else reject(Object.assign(new Error('the upload was refused'), { data: { refusal: body } }));
  };
  request.send(file);
  return promise;
}

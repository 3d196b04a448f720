/** Makes a photograph small enough to send. */
import { captureTime } from './exif';
import { fitWithin, LONGEST_SIDE } from './size';
import { drawable } from './check';

export interface Prepared {
  blob: Blob;
  name: string;
  /** When the photograph was taken, RFC 3339: from the file, else when the file was last written. */
  capturedAt: string | null;
  /** Whether a smaller copy is sent. */
  shrunk: boolean;
}

const JPEG_QUALITY = 0.86;

/** The file as it will be sent. What cannot be drawn is sent as it is. */
export async function prepare(file: File): Promise<Prepared> {
  const taken = file.type === 'image/jpeg' ? captureTime(await file.slice(0, 256 * 1024).arrayBuffer()) : null;
  const written = file.type.startsWith('image/') ? new Date(file.lastModified).toISOString() : null;
  const asIs: Prepared = { blob: file, name: file.name, capturedAt: taken ?? written, shrunk: false };
  if (!drawable(file.type)) return asIs;
  const smaller = await draw(file).catch(() => null);
  if (smaller === null || smaller.size >= file.size) return asIs;
  return { ...asIs, blob: smaller, name: file.name.replace(/\.[^.]*$/, '') + '.jpg', shrunk: true };
}

/** A JPEG with the longest side of `LONGEST_SIDE`; null when the picture is no larger than that. */
async function draw(file: Blob): Promise<Blob | null> {
  const url = URL.createObjectURL(file);
  try {
    const picture = new Image();
    picture.src = url;
    await picture.decode();
    const from = { width: picture.naturalWidth, height: picture.naturalHeight };
    const to = fitWithin(from, LONGEST_SIDE);
    if (to.width === from.width) return null;
    const canvas = document.createElement('canvas');
    canvas.width = to.width;
    canvas.height = to.height;
    const context = canvas.getContext('2d');
    if (context === null) return null;
    // Transparent pictures become white, not black.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, to.width, to.height);
    context.drawImage(picture, 0, 0, to.width, to.height);
    return await new Promise((done) => canvas.toBlob(done, 'image/jpeg', JPEG_QUALITY));
  } finally {
    URL.revokeObjectURL(url);
  }
}

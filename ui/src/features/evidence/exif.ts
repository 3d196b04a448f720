/**
 * When a photograph was taken, from the Exif part of a JPEG (CIPA DC-008: tags 0x9003 DateTimeOriginal and 0x9011
 * OffsetTimeOriginal). Drawing a smaller copy loses it, so it is read first and sent beside the file.
 */

const EXIF_IFD = 0x8769;
const DATE_TIME_ORIGINAL = 0x9003;
const OFFSET_TIME_ORIGINAL = 0x9011;

/** The instant as RFC 3339, or null when the file does not tell. Without an offset the camera's clock is Beijing time. */
export function captureTime(file: ArrayBuffer): string | null {
  try {
    const tiff = exifBlock(new DataView(file));
    return tiff === null ? null : readTime(tiff);
  } catch (error) {
    // Tags that point outside the file: such a file tells nothing.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The TIFF block inside the APP1 segment. */
function exifBlock(view: DataView): DataView | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 4 <= view.byteLength) {
    const marker = view.getUint16(at);
    const length = view.getUint16(at + 2);
    // "Exif\0\0"
    if (marker === 0xffe1 && view.getUint32(at + 4) === 0x45786966) {
      return new DataView(view.buffer, view.byteOffset + at + 10, length - 8);
    }
    // Segments end where the picture begins.
    if (marker === 0xffda || (marker & 0xff00) !== 0xff00) return null;
    at += 2 + length;
  }
  return null;
}

function readTime(tiff: DataView): string | null {
  const little = tiff.getUint16(0) === 0x4949;
  const first = tags(tiff, tiff.getUint32(4, little), little);
  const pointer = first.get(EXIF_IFD);
  if (pointer === undefined) return null;
  const exif = tags(tiff, tiff.getUint32(pointer + 8, little), little);
  const taken = text(tiff, exif.get(DATE_TIME_ORIGINAL), little);
  const found = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(taken ?? '');
  if (found === null) return null;
  const offset = /^[+-]\d\d:\d\d/.exec(text(tiff, exif.get(OFFSET_TIME_ORIGINAL), little) ?? '')?.[0] ?? '+08:00';
  const time = `${found[1]}-${found[2]}-${found[3]}T${found[4]}${offset}`;
  return Number.isNaN(Date.parse(time)) ? null : time;
}

/** Offset of each entry of a directory, by tag. */
function tags(tiff: DataView, at: number, little: boolean): Map<number, number> {
  const found = new Map<number, number>();
  const count = tiff.getUint16(at, little);
  for (let i = 0; i < count; i += 1) {
    const entry = at + 2 + i * 12;
    found.set(tiff.getUint16(entry, little), entry);
  }
  return found;
}

/** ASCII value of an entry. */
function text(tiff: DataView, entry: number | undefined, little: boolean): string | null {
  if (entry === undefined) return null;
  const length = tiff.getUint32(entry + 4, little);
  const at = length <= 4 ? entry + 8 : tiff.getUint32(entry + 8, little);
  let out = '';
  for (let i = 0; i < Math.min(length, 64); i += 1) out += String.fromCharCode(tiff.getUint8(at + i));
  return out.replace(/\0.*$/, '');
}

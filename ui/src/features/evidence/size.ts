/** Arithmetic of photographs. */

/** Longest side of an uploaded photograph, pixels: enough to read a tyre's sidewall, small enough for a village's network. */
export const LONGEST_SIDE = 1600;

export interface Size {
  width: number;
  height: number;
}

/** The size to draw a picture in so that its longest side is at most `longest`; never larger than it is. */
export function fitWithin({ width, height }: Size, longest: number): Size {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** `3.2 MB`, `640 KB`: bytes in words, of 1024 as file managers count. */
export function showBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

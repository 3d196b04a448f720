/** What can be said about a file before it is sent. The server judges by content; this saves a long upload. */

const TYPES: Record<string, string> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  heic: 'image/heif',
  heif: 'image/heif',
  pdf: 'application/pdf',
  mp4: 'video/mp4',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

/** For the `accept` of a file input. */
export const ACCEPT_ALL = Object.keys(TYPES).map((ending) => `.${ending}`).join(',');
export const ACCEPT_PHOTOS = 'image/jpeg,image/png,image/webp,image/heic,image/heif';

/** Code of what is wrong with a file, or null. `bytes` is its size as it would be sent. */
export function fault(name: string, bytes: number, limit: number): string | null {
  const ending = name.toLowerCase().split('.').pop() ?? '';
  if (TYPES[ending] === undefined) return 'evidence_type';
  if (bytes === 0) return 'evidence_empty';
  return bytes > limit ? 'evidence_too_large' : null;
}

/** Whether the browser can draw (and so shrink and preview) it. */
export function drawable(type: string): boolean {
  return type === 'image/jpeg' || type === 'image/png' || type === 'image/webp';
}

/** Captures a piece: its hash, time and place are fixed at this moment, and the piece lies on the device. */
import { database } from '@/features/offline/database';
import { sha256 } from '@/features/evidence/upload';

import type { Piece, PieceKind, Place } from './content';

/** Largest piece: what the server takes. */
export const MAX_BYTES = 20 * 1024 * 1024;
const PLACE_MS = 4_000;

/** Where the device is, when it says so soon. */
export function placeNow(): Promise<Place | null> {
  if (navigator.geolocation === undefined) return Promise.resolve(null);
  return new Promise((done) => {
    const late = setTimeout(() => done(null), PLACE_MS);
    const settle = (place: Place | null) => {
      clearTimeout(late);
      done(place);
    };
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => settle({ lon: Math.round(coords.longitude * 1e7), lat: Math.round(coords.latitude * 1e7), accuracy_m: Math.max(0, Math.round(coords.accuracy)) }),
      () => settle(null),
      { maximumAge: 60_000, timeout: PLACE_MS, enableHighAccuracy: true },
    );
  });
}

/** Keeps a piece. `taken`: when a file says that it was taken, else now. */
export async function capture(user: string, blob: Blob, kind: PieceKind, name: string, options: { taken?: number; place: Place | null; base?: string }): Promise<Piece> {
  const captured_at = options.taken ?? Date.now();
  const hash = await sha256(blob);
  if ((await database.photos.get([user, hash])) === undefined) {
    await database.photos.add({ hash, user, name, blob, captured_at: new Date(captured_at).toISOString(), sent_at: null, refused: null, kept_at: Date.now() });
  }
  return { sha256: hash, kind, captured_at, place: options.place, base: options.base ?? null };
}

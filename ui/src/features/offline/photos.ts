/** Pictures on this device: kept first, sent when there is a connection. */
import type { Prepared } from '@/features/evidence/shrink';
import type { Sink } from '@/features/evidence/sink';
import { me } from '@/features/session/session';

import { database } from './database';

/** Takes pictures of a form that works without a connection. */
export const deviceSink: Sink = {
  async put(ready, hash) {
    await keepPhoto(me.value?.id ?? '', ready, hash, Date.now());
    return 'kept';
  },
  async restore(hash) {
    const kept = await database.photos.get([me.value?.id ?? '', hash]);
    if (kept === undefined) return null;
    return { ready: { blob: kept.blob, name: kept.name, capturedAt: kept.captured_at, shrunk: false }, state: kept.sent_at === null ? 'kept' : 'sent' };
  },
};

export async function keepPhoto(user: string, ready: Prepared, hash: string, now: number): Promise<void> {
  // The same picture twice: what was confirmed stays confirmed.
  if ((await database.photos.get([user, hash])) !== undefined) return;
  await database.photos.add({ hash, user, name: ready.name, blob: ready.blob, captured_at: ready.capturedAt, sent_at: null, refused: null, kept_at: now });
}

/** Pictures of the account, by hash. */
export async function photosOf(user: string) {
  const all = await database.photos.where('[user+hash]').between([user, ''], [user, '\uffff']).toArray();
  return new Map(all.map((photo) => [photo.hash, photo]));
}

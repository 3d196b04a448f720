/** How much waits on this device, kept current for the frame and the page of it. */
import { liveQuery } from 'dexie';
import { onBeforeUnmount, ref, watch, type Ref } from 'vue';

import { me } from '@/features/session/session';

import { database, type KeptInspection, type KeptPhoto } from './database';
import { photosIn } from './inspections';

export interface Waiting {
  /** Of the account, newest first. */
  items: (KeptInspection & { photos: { all: number; sent: number; refused: number } })[];
  /** Handed in here, not received. */
  waiting: number;
  /** Refused by the server. */
  returned: number;
  /** Milliseconds of the oldest that waits. */
  oldest: number | null;
  /** Waiting inspections of other accounts on this device. */
  others: number;
}

const NONE: Waiting = { items: [], waiting: 0, returned: 0, oldest: null, others: 0 };

/** Counts what is kept for `user`. */
export function tell(user: string, inspections: KeptInspection[], photos: KeptPhoto[]): Waiting {
  const mine = new Map(photos.filter((one) => one.user === user).map((one) => [one.hash, one]));
  const items = inspections
    .filter((one) => one.user === user)
    .sort((a, b) => b.changed_at - a.changed_at)
    .map((one) => {
      const hashes = photosIn(one.inspection);
      const of = (test: (photo: KeptPhoto | undefined) => boolean) => hashes.filter((hash) => test(mine.get(hash))).length;
      return Object.assign(one, { photos: { all: hashes.length, sent: of((photo) => photo === undefined || photo.sent_at !== null), refused: of((photo) => photo?.refused != null) } });
    });
  const waiting = items.filter((one) => one.state === 'waiting');
  return {
    items,
    waiting: waiting.length,
    returned: items.filter((one) => one.state === 'returned').length,
    oldest: waiting.length === 0 ? null : Math.min(...waiting.map((one) => one.changed_at)),
    others: inspections.filter((one) => one.user !== user && one.state === 'waiting').length,
  };
}

/** What waits for the account that is logged in, as it changes. */
export function useWaiting(): Ref<Waiting> {
  const found = ref(NONE) as Ref<Waiting>;
  let running: { unsubscribe: () => void } | undefined;
  watch(
    () => me.value?.id,
    (user) => {
      running?.unsubscribe();
      found.value = NONE;
      if (user === undefined) return;
      running = liveQuery(async () => tell(user, await database.inspections.toArray(), await database.photos.toArray())).subscribe({
        next: (now) => (found.value = now),
        // A browser that keeps nothing has nothing that waits.
        error: () => undefined,
      });
    },
    { immediate: true },
  );
  onBeforeUnmount(() => running?.unsubscribe());
  return found;
}

/** How much waits on this device, kept current for the frame and the page of it. */
import { liveQuery } from 'dexie';
import { onBeforeUnmount, ref, watch, type Ref } from 'vue';

import { me } from '@/features/session/session';

import { piecesIn } from '@/features/field/device';

import { database, type KeptInspection, type KeptPhoto, type KeptVisit } from './database';
import { photosIn } from './inspections';

export interface Waiting {
  /** Of the account, newest first. */
  items: (KeptInspection & { photos: { all: number; sent: number; refused: number } })[];
  /** Inspections by the authority of the account, newest first. */
  visits: (KeptVisit & { photos: { all: number; sent: number; refused: number } })[];
  /** Handed in here, not received. */
  waiting: number;
  /** Refused by the server. */
  returned: number;
  /** Milliseconds of the oldest that waits. */
  oldest: number | null;
  /** Waiting inspections of other accounts on this device. */
  others: number;
}

const NONE: Waiting = { items: [], visits: [], waiting: 0, returned: 0, oldest: null, others: 0 };

/** Counts what is kept for `user`. */
export function tell(user: string, inspections: KeptInspection[], photos: KeptPhoto[], kept: KeptVisit[] = []): Waiting {
  const mine = new Map(photos.filter((one) => one.user === user).map((one) => [one.hash, one]));
  const pictures = (hashes: string[]) => {
    const of = (test: (photo: KeptPhoto | undefined) => boolean) => hashes.filter((hash) => test(mine.get(hash))).length;
    return { all: hashes.length, sent: of((photo) => photo === undefined || photo.sent_at !== null), refused: of((photo) => photo?.refused != null) };
  };
  const own = <T extends { user: string; changed_at: number }>(all: T[]) => all.filter((one) => one.user === user).sort((a, b) => b.changed_at - a.changed_at);
  const items = own(inspections).map((one) => Object.assign(one, { photos: pictures(photosIn(one.inspection)) }));
  const visits = own(kept).map((one) => Object.assign(one, { photos: pictures(piecesIn(one.visit)) }));
  const all = [...items, ...visits];
  const waiting = all.filter((one) => one.state === 'waiting');
  return {
    items,
    visits,
    waiting: waiting.length,
    returned: all.filter((one) => one.state === 'returned').length,
    oldest: waiting.length === 0 ? null : Math.min(...waiting.map((one) => one.changed_at)),
    others: [...inspections, ...kept].filter((one) => one.user !== user && one.state === 'waiting').length,
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
      running = liveQuery(async () => tell(user, await database.inspections.toArray(), await database.photos.toArray(), await database.visits.toArray())).subscribe({
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

/**
 * Sends what waits on this device, item by item: first each picture, then each inspection whose pictures are all there.
 * Any of it may be cut off and is begun again; the server takes the same thing twice without harm.
 */
import { api, send } from '@/api/client';
import { asProblem, type ApiProblem } from '@/api/problem';
import { keepAnswer, queryClient } from '@/api/queries';
import { upload } from '@/features/evidence/upload';
import { piecesIn, visitReceived, visitRefused, visitsOf } from '@/features/field/device';
import { bodyOf } from '@/features/risks/inspection';
import { me } from '@/features/session/session';

import { database, type KeptVisit, type KeptInspection } from './database';
import { confirm, giveBack, inspectionsOf, photosIn } from './inspections';

/** Refusals that say nothing about the item: it is tried again later. */
const LATER = new Set(['offline', 'unavailable', 'not_logged_in', 'password_change_required']);
const passing = (problem: ApiProblem) => LATER.has(problem.code) || problem.status >= 500 || problem.status === 429 || problem.status === 408;

let running: Promise<void> | null = null;
let next: Promise<void> | null = null;

/**
 * Sends what can be sent now. A call during a round is answered by the round after it: this one may have looked already
 * before there was something to send.
 */
export function flush(): Promise<void> {
  if (running === null) return (running = alone(round).finally(() => (running = null)));
  return (next ??= running
    .catch(() => undefined)
    .then(() => {
      next = null;
      return flush();
    }));
}

/** Two windows of one browser send one after the other. */
async function alone(work: () => Promise<void>): Promise<void> {
  if (navigator.locks === undefined) await work();
  else await navigator.locks.request('anlu.sync', work);
}

async function round(): Promise<void> {
  const user = me.value?.id;
  if (user === undefined) return;
  const all = await inspectionsOf(user, ['draft', 'waiting', 'returned']);
  const visits = await visitsOf(user, ['draft', 'waiting', 'returned']);
  if (all.length === 0 && visits.length === 0) return;
  try {
    // The cookie is shared by all windows: nothing is sent in another's name.
    if ((await send(api.GET('/api/v1/session'))).id !== user) return;
    await sendPhotos(user, [...all.flatMap((one) => photosIn(one.inspection)), ...visits.flatMap((one) => piecesIn(one.visit))]);
    for (const one of await inspectionsOf(user, ['waiting'])) await sendInspection(one);
    for (const one of await visitsOf(user, ['waiting'])) await sendVisit(one);
  } catch (error) {
    if (!passing(asProblem(error))) throw error;
  }
}

async function sendPhotos(user: string, hashes: string[]): Promise<void> {
  for (const hash of new Set(hashes)) {
    const photo = await database.photos.get([user, hash]);
    if (photo === undefined || photo.sent_at !== null || photo.refused !== null) continue;
    try {
      const stored = await upload({ blob: photo.blob, name: photo.name, capturedAt: photo.captured_at, shrunk: false }, () => undefined);
      if (stored.hash === hash) await database.photos.update([user, hash], { sent_at: Date.now() });
    } catch (error) {
      const problem = asProblem(error);
      if (passing(problem)) throw problem;
      await database.photos.update([user, hash], { refused: problem.errors[0]?.code ?? problem.code });
    }
  }
}

/** Whether every picture is with the server (or was refused); one that is not here any more was received with something else. */
async function arrived(user: string, hashes: string[]): Promise<boolean> {
  for (const hash of hashes) {
    const photo = await database.photos.get([user, hash]);
    if (photo !== undefined && photo.sent_at === null && photo.refused === null) return false;
  }
  return true;
}

async function sendInspection(one: KeptInspection): Promise<void> {
  if (one.finished_at === null || !(await arrived(one.user, photosIn(one.inspection)))) return;
  try {
    const body = bodyOf(one.inspection, Date.parse(one.finished_at));
    const kept = await send(api.POST('/api/v1/enterprises/{id}/inspections', { params: { path: { id: one.enterprise } }, body }));
    await confirm(one.id, { received_at: kept.received_at, sha256: kept.sha256, failed: kept.inspected.failed }, Date.now());
    keepAnswer(['inspections', kept.id], kept);
    for (const queryKey of [['risks'], ['checklist'], ['duties'], ['records'], ['hazards'], ['today']]) void queryClient.invalidateQueries({ queryKey });
  } catch (error) {
    const problem = asProblem(error);
    if (passing(problem)) throw problem;
    await giveBack(one.id, problem, Date.now());
  }
}

/** An inspection by the authority goes as it was sealed. */
async function sendVisit(one: KeptVisit): Promise<void> {
  if (one.sealed === null || !(await arrived(one.user, piecesIn(one.visit)))) return;
  try {
    const kept = await send(api.POST('/api/v1/field-inspections', { body: one.sealed }));
    await visitReceived(one.id, { received_at: kept.received_at, sha256: kept.seal, failed: kept.unmet }, Date.now());
    for (const queryKey of [['field'], ['hazards'], ['today'], ['enterprises']]) void queryClient.invalidateQueries({ queryKey });
  } catch (error) {
    const problem = asProblem(error);
    if (passing(problem)) throw problem;
    await visitRefused(one.id, problem, Date.now());
  }
}

/** Sends by itself: at start, when the connection comes back, when the page comes to the front, and every half minute. */
export function sendByItself(): () => void {
  const go = () => void flush().catch(() => undefined);
  const seen = () => document.visibilityState === 'visible' && go();
  window.addEventListener('online', go);
  document.addEventListener('visibilitychange', seen);
  const timer = setInterval(go, 30_000);
  go();
  return () => {
    window.removeEventListener('online', go);
    document.removeEventListener('visibilitychange', seen);
    clearInterval(timer);
  };
}

/** Inspections on this device, from the first tick to the receipt of the server. */
import { toRaw } from 'vue';

import type { ApiProblem } from '@/api/problem';
import { uuid7, type Inspection } from '@/features/risks/inspection';

import { database, type KeptInspection, type Receipt, type State } from './database';

/** A plain copy: what Vue watches cannot be stored. */
const plain = (inspection: Inspection): Inspection => JSON.parse(JSON.stringify(toRaw(inspection))) as Inspection;

/** The inspection of the enterprise that is being filled in, or came back. */
export async function openInspection(user: string, enterprise: string): Promise<KeptInspection | undefined> {
  const all = await database.inspections.where('[user+enterprise]').equals([user, enterprise]).toArray();
  return all.filter((one) => one.state === 'draft' || one.state === 'returned').sort((a, b) => b.changed_at - a.changed_at)[0];
}

/** Keeps what is being filled in. What was handed in is not touched any more. */
export async function keepDraft(user: string, name: string, inspection: Inspection, now: number): Promise<void> {
  await database.transaction('rw', database.inspections, async () => {
    const before = await database.inspections.get(inspection.id);
    if (before !== undefined && (before.state === 'waiting' || before.state === 'sent')) return;
    const refusal = before?.refusal ?? null;
    await database.inspections.put({ id: inspection.id, user, enterprise: inspection.enterprise, name, state: before?.state ?? 'draft', inspection: plain(inspection), finished_at: null, refusal, receipt: null, changed_at: now });
  });
}

/** Hands it in on this device: from here on it is sent as it is. */
export async function handIn(user: string, name: string, inspection: Inspection, now: number): Promise<void> {
  await database.inspections.put({ id: inspection.id, user, enterprise: inspection.enterprise, name, state: 'waiting', inspection: plain(inspection), finished_at: new Date(now).toISOString(), refusal: null, receipt: null, changed_at: now });
}

/** Whether the server has another inspection under its id. */
export const idTaken = (one: KeptInspection): boolean => one.refusal?.errors.some((error) => error.code === 'inspection_id_reused') ?? false;

/** The server refused it: it stays, with the reason. */
export async function giveBack(id: string, problem: ApiProblem, now: number): Promise<void> {
  if (problem.errors.some((error) => error.code === 'evidence_unknown')) await sendPhotosAgain(id);
  const errors = problem.errors.map(({ pointer, code, params }) => ({ pointer, code, params: params as Record<string, unknown> }));
  await database.inspections.update(id, { state: 'returned', refusal: { code: problem.code, status: problem.status, errors }, changed_at: now });
}

/** The server does not have pictures that it confirmed (it was set back to an older state): they are sent anew. */
async function sendPhotosAgain(id: string): Promise<void> {
  const one = await database.inspections.get(id);
  if (one === undefined) return;
  for (const hash of photosIn(one.inspection)) await database.photos.update([one.user, hash], { sent_at: null, refused: null });
}

export async function confirm(id: string, receipt: Receipt, now: number): Promise<void> {
  await database.transaction('rw', database.inspections, database.photos, async () => {
    await database.inspections.update(id, { state: 'sent', receipt, refusal: null, changed_at: now });
    await dropPhotos(id);
  });
}

/** Pictures of an inspection that is done with go, unless another one needs them. */
async function dropPhotos(id: string): Promise<void> {
  const done = await database.inspections.get(id);
  if (done === undefined) return;
  const needed = new Set((await database.inspections.toArray()).filter((one) => one.user === done.user && one.id !== id && one.state !== 'sent').flatMap((one) => photosIn(one.inspection)));
  const free = photosIn(done.inspection).filter((hash) => !needed.has(hash));
  await database.photos.bulkDelete(free.map((hash): [string, string] => [done.user, hash]));
}

/**
 * The server has another inspection under this id (it was received before it was changed here): it goes on under a new
 * id, and both stay.
 */
export async function anew(id: string, now: number, random: Uint8Array): Promise<string | undefined> {
  return database.transaction('rw', database.inspections, async () => {
    const before = await database.inspections.get(id);
    if (before?.state !== 'returned') return undefined;
    const next = uuid7(now, random);
    await database.inspections.delete(id);
    await database.inspections.add({ ...before, id: next, inspection: { ...before.inspection, id: next }, state: 'waiting', finished_at: before.finished_at ?? new Date(now).toISOString(), refusal: null, changed_at: now });
    return next;
  });
}

/** Throws away what its person does not want; what was handed in and waits cannot be thrown away. */
export async function throwAway(id: string): Promise<void> {
  await database.transaction('rw', database.inspections, database.photos, async () => {
    const one = await database.inspections.get(id);
    if (one === undefined || one.state === 'waiting') return;
    await dropPhotos(id);
    await database.inspections.delete(id);
  });
}

/** Those of the account in these states, oldest first. */
export async function inspectionsOf(user: string, states: State[]): Promise<KeptInspection[]> {
  const all = await database.inspections.where('[user+state]').anyOf(states.map((state) => [user, state])).toArray();
  return all.sort((a, b) => a.changed_at - b.changed_at);
}

export const photosIn = (inspection: Inspection): string[] => [...new Set(Object.values(inspection.answers).flatMap((answer) => answer.evidence))];

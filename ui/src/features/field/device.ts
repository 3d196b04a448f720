/** Inspections by the authority on this device, from the first tick to the receipt of the server. */
import { toRaw } from 'vue';

import type { ApiProblem } from '@/api/problem';
import { database, type KeptVisit, type Receipt, type State } from '@/features/offline/database';

import type { Visit } from './content';

/** A plain copy: what Vue watches cannot be stored. */
export const plain = (visit: Visit): Visit => JSON.parse(JSON.stringify(toRaw(visit))) as Visit;

/** The one of a key that is being filled in, or came back. */
export async function openVisit(user: string, key: string): Promise<KeptVisit | undefined> {
  const all = await database.visits.where('[user+key]').equals([user, key]).toArray();
  return all.filter((one) => one.state === 'draft' || one.state === 'returned').sort((a, b) => b.changed_at - a.changed_at)[0];
}

/** Keeps what is being filled in. What was sealed is not touched any more. */
export async function keepVisit(user: string, visit: Visit, now: number): Promise<void> {
  await database.transaction('rw', database.visits, async () => {
    const before = await database.visits.get(visit.id);
    if (before !== undefined && (before.state === 'waiting' || before.state === 'sent')) return;
    await database.visits.put({ id: visit.id, user, key: visit.key, name: visit.name || visit.unlicensed?.name || '', state: before?.state ?? 'draft', visit: plain(visit), sealed: null, refusal: before?.refusal ?? null, receipt: null, changed_at: now });
  });
}

export async function visitsOf(user: string, states: State[]): Promise<KeptVisit[]> {
  const all = await database.visits.where('[user+state]').anyOf(states.map((state) => [user, state])).toArray();
  return all.sort((a, b) => a.changed_at - b.changed_at);
}

export const piecesIn = (visit: Visit): string[] => visit.pieces.map((one) => one.sha256);

export async function visitRefused(id: string, problem: ApiProblem, now: number): Promise<void> {
  const one = await database.visits.get(id);
  if (one !== undefined && problem.errors.some((error) => error.code === 'evidence_unknown')) {
    for (const hash of piecesIn(one.visit)) await database.photos.update([one.user, hash], { sent_at: null, refused: null });
  }
  const errors = problem.errors.map(({ pointer, code, params }) => ({ pointer, code, params: params as Record<string, unknown> }));
  await database.visits.update(id, { state: 'returned', refusal: { code: problem.code, status: problem.status, errors }, changed_at: now });
}

export async function visitReceived(id: string, receipt: Receipt, now: number): Promise<void> {
  await database.transaction('rw', database.visits, database.photos, async () => {
    const one = await database.visits.get(id);
    if (one === undefined) return;
    await database.visits.update(id, { state: 'sent', receipt, refusal: null, changed_at: now });
    await database.photos.bulkDelete(piecesIn(one.visit).map((hash): [string, string] => [one.user, hash]));
  });
}

/** Throws away what its person does not want; what was sealed and waits cannot be thrown away. */
export async function dropVisit(id: string): Promise<void> {
  await database.transaction('rw', database.visits, database.photos, async () => {
    const one = await database.visits.get(id);
    if (one === undefined || one.state === 'waiting') return;
    await database.photos.bulkDelete(piecesIn(one.visit).map((hash): [string, string] => [one.user, hash]));
    await database.visits.delete(id);
  });
}

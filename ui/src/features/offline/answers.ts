/** Answers of the server that pages need without a connection. */
import { asProblem } from '@/api/problem';
import { me } from '@/features/session/session';

/** Loaded when it is needed: the first page does not wait for it. */
const keeping = async () => (await import('./database')).database;

/** Times of answers that came from this device instead of the server, by key. */
export interface Kept<T> {
  value: T;
  /** When the server gave it, when it came from this device; null: it came just now. */
  keptAt: number | null;
}

/**
 * Asks the server and keeps the answer; without a connection answers what was kept.
 * @throws ApiProblem when the server refuses, or cannot be reached and nothing was kept
 */
export async function orKept<T>(key: string, ask: () => Promise<T>): Promise<Kept<T>> {
  const user = me.value?.id ?? '';
  try {
    const value = await ask();
    // A browser that keeps nothing (private windows, full disks) still works with a connection.
    await keeping().then((database) => database.answers.put({ user, key, value, at: Date.now() })).catch(() => undefined);
    return { value, keptAt: null };
  } catch (error) {
    if (!['offline', 'unavailable'].includes(asProblem(error).code)) throw error;
    const kept = await keeping().then((database) => database.answers.get([user, key])).catch(() => undefined);
    if (kept === undefined) throw error;
    return { value: kept.value as T, keptAt: kept.at };
  }
}

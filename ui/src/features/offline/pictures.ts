/** Pictures that the server has, kept on the device for times without it. */
import { addressOf } from '@/features/evidence/address';
import { me } from '@/features/session/session';

import { database } from './database';

/** A picture nobody has looked at for so long makes room, milliseconds. */
const UNUSED = 30 * 86_400_000;

/**
 * The picture with this hash: from the device when it lies there (its name is its content, so it never changes), else from
 * the server.
 * @throws when it lies nowhere within reach
 */
export async function pictureOf(hash: string): Promise<Blob> {
  const [user, key] = [me.value?.id ?? '', `picture/${hash}`];
  const kept = await database.answers.get([user, key]).catch(() => undefined);
  if (kept !== undefined) {
    await database.answers.update([user, key], { at: Date.now() }).catch(() => undefined);
    return kept.value as Blob;
  }
  const answer = await fetch(addressOf(hash));
  if (!answer.ok) throw new Error(`picture: ${answer.status}`);
  const value = await answer.blob();
  // A browser that keeps nothing (private windows, full disks) still works with a connection.
  await keep(user, key, value, Date.now()).catch(() => undefined);
  return value;
}

async function keep(user: string, key: string, value: Blob, at: number): Promise<void> {
  const pictures = database.answers.where('[user+key]').between([user, 'picture/'], [user, 'picture/\uffff']);
  await pictures.and((one) => one.at < at - UNUSED).delete();
  await database.answers.put({ user, key, value, at });
}

/** Files that were chosen, on their way to the server. */
import { computed, onBeforeUnmount, reactive, readonly } from 'vue';

import type { Schemas } from '@/api/client';
import { ApiProblem, asProblem } from '@/api/problem';

import { drawable, fault } from './check';
import { prepare, type Prepared } from './shrink';
import { sha256, upload } from './upload';

export interface Picked {
  id: number;
  name: string;
  /** Address of a preview, null when the browser cannot draw it. */
  preview: string | null;
  state: 'preparing' | 'sending' | 'sent' | 'refused' | 'failed';
  /** Bytes as sent. */
  size: number;
  /** Share that was sent, 0 to 1. */
  share: number;
  hash: string | null;
  capturedAt: string | null;
  shrunk: boolean;
  /** Code of a text under `field.`, when it was refused before it was sent. */
  fault: string | null;
  problem: ApiProblem | null;
}

const LIMIT = 20 * 1024 * 1024;
let last = 0;

export function usePicked(limit: () => number | undefined) {
  const files = reactive<Picked[]>([]);
  const prepared = new Map<number, Prepared>();

  /** Changes the entry through the reactive list. */
  function entry(id: number): Picked | undefined {
    return files.find((one) => one.id === id);
  }

  async function add(file: File): Promise<void> {
    last += 1;
    const id = last;
    const preview = drawable(file.type) ? URL.createObjectURL(file) : null;
    files.push({ id, name: file.name, preview, state: 'preparing', size: file.size, share: 0, hash: null, capturedAt: null, shrunk: false, fault: null, problem: null });
    const ready = await prepare(file);
    const one = entry(id);
    if (one === undefined) return;
    Object.assign(one, { size: ready.blob.size, capturedAt: ready.capturedAt, shrunk: ready.shrunk });
    const wrong = fault(ready.name, ready.blob.size, limit() ?? LIMIT);
    if (wrong !== null) {
      Object.assign(one, { state: 'refused', fault: wrong });
      return;
    }
    prepared.set(id, ready);
    await send(id);
  }

  /** Sends it, also again after it failed. */
  async function send(id: number): Promise<void> {
    const ready = prepared.get(id);
    const one = entry(id);
    if (ready === undefined || one === undefined) return;
    Object.assign(one, { state: 'sending', share: 0, problem: null });
    try {
      const expected = await sha256(ready.blob);
      one.hash = expected;
      const stored = await upload(ready, (share) => (one.share = share));
      // What the server keeps is what was sent, or the transfer went wrong.
      if (expected !== null && stored.hash !== expected) throw new ApiProblem('internal', 0, [{ pointer: '', code: 'evidence_differs', params: {} }]);
      Object.assign(one, { state: 'sent', hash: stored.hash, size: stored.size, share: 1 });
    } catch (error) {
      Object.assign(one, { state: 'failed', problem: asProblem(error) });
    }
  }

  function remove(id: number): void {
    const index = files.findIndex((one) => one.id === id);
    const [gone] = index < 0 ? [] : files.splice(index, 1);
    if (gone?.preview) URL.revokeObjectURL(gone.preview);
    prepared.delete(id);
  }

  onBeforeUnmount(() => files.forEach((one) => one.preview && URL.revokeObjectURL(one.preview)));

  return {
    files: readonly(files) as readonly Picked[],
    add,
    send,
    remove,
    /** Something was not sent: it must be sent again or removed. */
    failed: computed(() => files.some((one) => one.state === 'failed')),
    busy: computed(() => files.some((one) => one.state === 'preparing' || one.state === 'sending')),
    hashes: computed(() => files.filter((one) => one.state === 'sent' && one.hash !== null).map((one) => one.hash as string)),
  };
}

export type Attachment = Schemas['Attachment'];

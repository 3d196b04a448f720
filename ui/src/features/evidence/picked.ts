/** Files that were chosen, on their way to the server. */
import { computed, onBeforeUnmount, reactive, readonly } from 'vue';

import type { Schemas } from '@/api/client';
import { type ApiProblem, asProblem } from '@/api/problem';

import { drawable, fault } from './check';
import { prepare, type Prepared } from './shrink';
import { serverSink, type Sink } from './sink';
import { sha256 } from './upload';

export interface Picked {
  id: number;
  name: string;
  /** Address of a preview, null when the browser cannot draw it. */
  preview: string | null;
  /** `kept`: on this device, to be sent later. */
  state: 'preparing' | 'sending' | 'sent' | 'kept' | 'refused' | 'failed';
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

export function usePicked(limit: () => number | undefined, sink: Sink = serverSink) {
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
      one.hash = await sha256(ready.blob);
      const state = await sink.put(ready, one.hash, (share) => (one.share = share));
      Object.assign(one, { state, share: 1 });
    } catch (error) {
      Object.assign(one, { state: 'failed', problem: asProblem(error) });
    }
  }

  /** Shows files that were put before. */
  async function restore(hashes: readonly string[]): Promise<void> {
    for (const hash of hashes) {
      const found = await sink.restore(hash);
      if (found === null || files.some((one) => one.hash === hash)) continue;
      last += 1;
      const { blob, name, capturedAt, shrunk } = found.ready;
      const preview = drawable(blob.type) ? URL.createObjectURL(blob) : null;
      prepared.set(last, found.ready);
      files.push({ id: last, name, preview, state: found.state, size: blob.size, share: 1, hash, capturedAt, shrunk, fault: null, problem: null });
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
    restore,
    remove,
    /** Something was not sent: it must be sent again or removed. */
    failed: computed(() => files.some((one) => one.state === 'failed')),
    busy: computed(() => files.some((one) => one.state === 'preparing' || one.state === 'sending')),
    hashes: computed(() => files.filter((one) => (one.state === 'sent' || one.state === 'kept') && one.hash !== null).map((one) => one.hash as string)),
  };
}

export type Attachment = Schemas['Attachment'];

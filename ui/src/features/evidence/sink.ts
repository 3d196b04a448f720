/** Where chosen files go: at once to the server, or first into the keeping of this device. */
import { ApiProblem } from '@/api/problem';

import type { Prepared } from './shrink';
import { upload } from './upload';

/** `sent`: the server confirmed it; `kept`: it lies on this device and will be sent. */
export type Arrived = 'sent' | 'kept';

export interface Sink {
  /**
   * @param hash SHA-256 of the content, hex
   * @throws ApiProblem when it is refused or does not arrive
   */
  put(ready: Prepared, hash: string, onProgress: (share: number) => void): Promise<Arrived>;
  /** A file that was put before, for a form that is opened again. */
  restore(hash: string): Promise<{ ready: Prepared; state: Arrived } | null>;
}

/** The server, at the address of an operation that takes evidence. */
export const serverSinkAt = (address?: string): Sink => ({
  async put(ready, hash, onProgress) {
    const stored = await upload(ready, onProgress, address);
    // What the server keeps is what was sent, or the transfer went wrong.
    if (stored.hash !== hash) throw new ApiProblem('internal', 0, [{ pointer: '', code: 'evidence_differs', params: {} }]);
    return 'sent';
  },
  restore: () => Promise.resolve(null),
});

export const serverSink = serverSinkAt();

/** Sends a file (`POST /evidence`). By `XMLHttpRequest`, because `fetch` does not tell how much has gone out. */
import type { Schemas } from '@/api/client';
import { ApiProblem, offlineProblem, problemOf } from '@/api/problem';

import type { Prepared } from './shrink';

/**
 * @param onProgress gets the share that was sent, 0 to 1
 * @throws ApiProblem when it is refused or the server cannot be reached
 */
export function upload(file: Prepared, onProgress: (share: number) => void, address = '/api/v1/evidence'): Promise<Schemas['EvidenceStored']> {
  const form = new FormData();
  form.append('file', file.blob, file.name);
  if (file.capturedAt !== null) form.append('captured_at', file.capturedAt);
  return new Promise((done, refused) => {
    const request = new XMLHttpRequest();
    request.open('POST', address);
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener('load', () => {
      if (request.status === 201) done(JSON.parse(request.responseText) as Schemas['EvidenceStored']);
      else refused(refusal(request));
    });
    for (const trouble of ['error', 'timeout', 'abort']) request.addEventListener(trouble, () => refused(offlineProblem()));
    request.timeout = 180_000;
    request.send(form);
  });
}

function refusal(request: XMLHttpRequest): ApiProblem {
  const wait = request.getResponseHeader('retry-after');
  const response = new Response(null, { status: request.status, headers: wait === null ? {} : { 'retry-after': wait } });
  return problemOf(response, request.responseText);
}

/** SHA-256 in hex. */
export async function sha256(blob: Blob): Promise<string> {
  const bytes = await blob.arrayBuffer();
  // A page that came over plain http has no `crypto.subtle`.
  const digest = globalThis.crypto?.subtle === undefined ? await withoutSubtle(bytes) : new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function withoutSubtle(bytes: ArrayBuffer): Promise<Uint8Array> {
  const hashes = await import('@noble/hashes/sha2.js');
  return hashes.sha256(new Uint8Array(bytes));
}

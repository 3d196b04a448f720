/** Sends a workbook, and keeps it so that a checked file can be imported without choosing it again. */
import { shallowRef } from 'vue';

import { api, send, type Schemas } from '@/api/client';

export type ImportKind = Schemas['ImportKind'];

/** Kinds in the order in which they are to be imported: each refers to those before it. */
export const KINDS: ImportKind[] = ['grids', 'enterprises', 'people', 'vehicles', 'hazards'];

/** The file sent last, until the page is closed. */
const sent = shallowRef<{ id: string; kind: ImportKind; file: File } | null>(null);

/** The file of an import, when it was sent from this page. */
export function sentFile(id: string): File | null {
  return sent.value?.id === id ? sent.value.file : null;
}

/** Starts an import; answers its id. */
export async function upload(kind: ImportKind, file: File, dryRun: boolean): Promise<string> {
  const form = new FormData();
  form.append('kind', kind);
  form.append('dry_run', String(dryRun));
  form.append('file', file, file.name);
  const { id } = await send(api.POST('/api/v1/imports', { body: form as never, bodySerializer: (body: unknown) => body as FormData }));
  sent.value = { id, kind, file };
  return id;
}

/** What speaks against a file before it is sent: code of a text, or nothing. */
export function faultOf(file: File, maxBytes: number): string | null {
  if (!/\.(xlsx|csv)$/i.test(file.name)) return 'file_format';
  if (file.size === 0) return 'no_rows';
  return file.size > maxBytes ? 'file_too_large' : null;
}

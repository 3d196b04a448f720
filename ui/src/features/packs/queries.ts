/** Versions of the policy pack: what is asked of the server. */
import { api, send } from '@/api/client';
import { queryClient } from '@/api/queries';

/** Keeps a version; its id. */
export async function importVersion(note: string, files: File[]): Promise<string> {
  const form = new FormData();
  form.append('note', note);
  for (const file of files) form.append('file', file, file.name);
  const { id } = await send(api.POST('/api/v1/pack-versions', { body: form as never, bodySerializer: (body: unknown) => body as FormData }));
  return id;
}

/** After a version was imported or put in force. */
export function packsChanged(): void {
  for (const key of ['packs', 'duties', 'today', 'ledger']) void queryClient.invalidateQueries({ queryKey: [key] });
}

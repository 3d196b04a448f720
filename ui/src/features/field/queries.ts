/** Visits and inspections from the server; sheets are kept on the device. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';

import { api, send } from '@/api/client';
import { queryClient } from '@/api/queries';
import { orKept } from '@/features/offline/answers';

/** `a/ID`: of a visit; `e/ID`: of an enterprise; `new`: of a business that the registry does not have. */
export function keptSheet(key: string) {
  const [kind, id] = key.split('/');
  const query = kind === 'a' ? { assignment_id: id } : kind === 'e' ? { enterprise_id: id } : {};
  return orKept(`sheet/${key}`, async () => {
    const sheet = await send(api.GET('/api/v1/field-sheet', { params: { query } }));
    void keepPictures(sheet.lines.flatMap((line) => line.pictures.slice(0, 1)));
    return sheet;
  });
}

/** The pictures that a new one is laid over; that one cannot be had is told where it is needed. */
async function keepPictures(hashes: string[]): Promise<void> {
  const { pictureOf } = await import('@/features/offline/pictures');
  for (const hash of hashes) await pictureOf(hash).catch(() => undefined);
}

export function useSheet(key: MaybeRefOrGetter<string>) {
  return useQuery({ queryKey: computed(() => ['field', 'sheet', toValue(key)]), queryFn: () => keptSheet(toValue(key)) });
}

export const keptAssignments = () => orKept('assignments', () => send(api.GET('/api/v1/field-assignments')));

export function useAssignments() {
  return useQuery({ queryKey: ['field', 'assignments'], queryFn: keptAssignments });
}

/** Every sheet of an open visit comes onto the device. */
export async function keepSheets(): Promise<void> {
  const { value } = await keptAssignments();
  for (const one of value) await queryClient.prefetchQuery({ queryKey: ['field', 'sheet', `a/${one.id}`], queryFn: () => keptSheet(`a/${one.id}`) });
  await keptSheet('new');
}

export function useFieldInspections(query: MaybeRefOrGetter<{ enterprise_id?: string; page: number; page_size: number }>) {
  return useQuery({
    queryKey: computed(() => ['field', 'list', toValue(query)]),
    queryFn: () => send(api.GET('/api/v1/field-inspections', { params: { query: toValue(query) } })),
    placeholderData: keepPreviousData,
  });
}

export function useFieldInspection(id: MaybeRefOrGetter<string>) {
  return useQuery({ queryKey: computed(() => ['field', 'one', toValue(id)]), queryFn: () => send(api.GET('/api/v1/field-inspections/{id}', { params: { path: { id: toValue(id) } } })) });
}

/** Vocabularies, limits and settings of the server: fetched once. */
import { useQuery } from '@tanstack/vue-query';
import { useI18n } from 'vue-i18n';

import { api, send } from '@/api/client';
import { orKept } from '@/features/offline/answers';
import { me, mustChangePassword } from '@/features/session/session';

export function useReference() {
  return useQuery({
    queryKey: ['reference'],
    queryFn: async () => (await orKept('reference', () => send(api.GET('/api/v1/reference')))).value,
    staleTime: Infinity,
    // Refused until then, and to whoever is not logged in.
    enabled: () => me.value !== null && !mustChangePassword(),
  });
}

/** The word for a value of a vocabulary, e.g. `word('sector', 'hazmat')`. */
export function useWords() {
  const { t, te } = useI18n();
  const word = (vocabulary: string, value: string) => {
    const key = `vocabulary.${vocabulary}.${value}`;
    return te(key) ? t(key) : value;
  };
  /** Choices for an `ASelect`. */
  const choices = <T extends string>(vocabulary: string, values: readonly T[] | undefined) =>
    (values ?? []).map((value) => ({ value, label: word(vocabulary, value) }));
  return { word, choices };
}

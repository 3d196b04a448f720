/**
 * Filters of a list, kept in the address: a link shares them, and back brings them again. A changed filter begins at the
 * first page.
 */
import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';

export function useFilters<K extends string>(keys: readonly K[]) {
  const route = useRoute();
  const router = useRouter();

  const values = computed(() => {
    const found = {} as Record<K, string | undefined>;
    for (const key of keys) {
      const value = route.query[key];
      found[key] = typeof value === 'string' && value !== '' ? value : undefined;
    }
    return found;
  });
  const page = computed(() => Math.max(1, Math.trunc(Number(route.query.page)) || 1));
  const active = computed(() => keys.some((key) => values.value[key] !== undefined));
  const count = computed(() => keys.filter((key) => key !== 'q' && values.value[key] !== undefined).length);

  function go(changes: Record<string, string | null | undefined>): void {
    const query = { ...route.query };
    if (!('page' in changes)) delete query.page;
    for (const [key, value] of Object.entries(changes)) {
      if (value === null || value === undefined || value === '') delete query[key];
      else query[key] = value;
    }
    void router.replace({ query });
  }

  return {
    /** Values of the filters that are set. */
    values,
    /** Page, from 1. */
    page,
    /** Whether any filter is set. */
    active,
    /** How many are set besides the search `q`. */
    count,
    set: (key: K, value: string | null | undefined) => go({ [key]: value }),
    setPage: (n: number) => {
      go({ page: n === 1 ? null : String(n) });
      window.scrollTo({ top: 0 });
    },
    clear: () => go(Object.fromEntries(keys.map((key) => [key, null]))),
    /** Address of an export with the same filters. */
    exportUrl: (path: string) => {
      const params = new URLSearchParams();
      for (const key of keys) if (values.value[key] !== undefined) params.set(key, values.value[key] as string);
      return [...params].length > 0 ? `${path}?${params}` : path;
    },
  };
}

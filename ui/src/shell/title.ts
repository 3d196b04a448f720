/** The title of the page: of the browser tab, and announced when the page changes. */
import { computed, onBeforeUnmount, ref, watch, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRoute } from 'vue-router';

const own = ref<string | null>(null);

/** A record's page names itself once it knows its name. */
export function useTitle(name: Ref<string | null | undefined>): void {
  watch(name, (value) => (own.value = value ?? null), { immediate: true });
  onBeforeUnmount(() => (own.value = null));
}

/** Keeps the tab's title; answers it for the announcement. */
export function usePageTitle(): Ref<string> {
  const { t } = useI18n();
  const route = useRoute();
  const title = computed(() => own.value ?? (route.meta.title ? t(route.meta.title) : ''));
  watch(title, (text) => (document.title = text === '' ? t('shell.name') : `${text} · ${t('shell.name')}`), { immediate: true });
  return title;
}

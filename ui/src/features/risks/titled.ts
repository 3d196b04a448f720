/** A name that the pack has in both languages. */
import { useI18n } from 'vue-i18n';

export function useTitled() {
  const { locale } = useI18n();
  return { titled: (words: { zh: string; en: string }) => (locale.value === 'en' ? words.en : words.zh) };
}

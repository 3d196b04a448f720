/** Texts of back-tests that come from packs, in the language in use. */
import { useI18n } from 'vue-i18n';

import type { Schemas } from '@/api/client';

export function useBilingual() {
  const { locale } = useI18n();
  return (words: Schemas['Bilingual']) => (locale.value === 'en' ? words.en : words.zh);
}

/** A change of a count with its sign: +3, −2, 0. */
export function signed(n: number): string {
  return n > 0 ? `+${n}` : n < 0 ? `−${-n}` : '0';
}

/** Widths of two bars in per cent of the longest of all rules. */
export function shares(rules: { old: number; new: number }[]): { old: number; new: number }[] {
  const most = Math.max(1, ...rules.flatMap((rule) => [rule.old, rule.new]));
  const share = (n: number) => Math.round((n / most) * 1000) / 10;
  return rules.map((rule) => ({ old: share(rule.old), new: share(rule.new) }));
}

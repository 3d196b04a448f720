/** Names and values of the members of records as a ledger entry shows them. */
import { useI18n } from 'vue-i18n';

import { useWords } from '@/features/reference/reference';

const VOCABULARIES: Record<string, string> = {
  sectors: 'sector',
  standing: 'standing',
  posts: 'post',
  employment: 'employment',
  colour: 'plate_colour',
  class: 'vehicle_class',
  level: 'grid_level',
};

export function useMemberTexts() {
  const { t, te } = useI18n();
  const { word } = useWords();

  function one(name: string, value: unknown): string {
    if (typeof value === 'boolean') return value ? t('state.yes') : t('state.no');
    const vocabulary = VOCABULARIES[name];
    if (typeof value === 'string') return vocabulary ? word(vocabulary, value) : value;
    if (typeof value === 'number') return String(value);
    if (typeof value === 'object' && value !== null && 'name' in value) return String(value.name);
    return JSON.stringify(value);
  }

  return {
    memberText: (name: string) => (te(`ledger.member.${name}`) ? t(`ledger.member.${name}`) : name),
    valueText: (name: string, value: unknown) => (Array.isArray(value) ? value.map((v) => one(name, v)).join(t('list.comma')) : one(name, value)),
  };
}

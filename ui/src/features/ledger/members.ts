/** Names and values of the members of records as a ledger entry shows them. */
import { useI18n } from 'vue-i18n';

import { useGrids } from '@/features/grids/grids';
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

function isPlace(value: unknown): value is { lat: number; lon: number } {
  return typeof value === 'object' && value !== null && 'lat' in value && 'lon' in value;
}

export function useMemberTexts() {
  const { t, te } = useI18n();
  const { word } = useWords();
  const { query: grids } = useGrids();

  function one(name: string, value: unknown): string {
    if (typeof value === 'boolean') return value ? t('state.yes') : t('state.no');
    if (name === 'boundary') return t('ledger.redrawn');
    if (name === 'location' && isPlace(value)) return `${value.lat}, ${value.lon}`;
    if (name === 'grid' || name === 'parent') return grids.data.value?.find((node) => node.id === value)?.name ?? t('state.unknown');
    const vocabulary = VOCABULARIES[name];
    if (typeof value === 'string') return vocabulary ? word(vocabulary, value) : value;
    if (typeof value === 'number') return String(value);
    if (typeof value === 'object' && value !== null && 'name' in value) return String(value.name);
    return JSON.stringify(value);
  }

  return {
    memberText: (name: string) => (te(`ledger.member.${name}`) ? t(`ledger.member.${name}`) : name),
    valueText: (name: string, value: unknown) => (Array.isArray(value) && name !== 'boundary' ? value.map((v) => one(name, v)).join(t('list.comma')) : one(name, value)),
  };
}

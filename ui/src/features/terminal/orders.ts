/** Orders to terminals: which there are, what each says, and what a refusal means. */
import { useI18n } from 'vue-i18n';

import type { Schemas } from '@/api/client';

export type Kind = Schemas['CommandKind'];
export const KINDS: Kind[] = ['text', 'picture', 'fatigue_limits'];

/** Fatigue parameters with the limits of the server and what the national pack says. */
export const LIMITS = [
  { name: 'continuous_minutes', min: 30, max: 720, usual: 240 },
  { name: 'daily_minutes', min: 60, max: 1440, usual: 480 },
  { name: 'rest_minutes', min: 5, max: 720, usual: 20 },
  { name: 'parking_minutes', min: 1, max: 10_080, usual: null },
  { name: 'overspeed_margin_kmh', min: 0, max: 50, usual: null },
  { name: 'warning_minutes', min: 1, max: 120, usual: 30 },
] as const;

export function useOrderWords() {
  const { t, te } = useI18n();
  const what = (one: Partial<Schemas['VehicleCommand']>) => {
    if (one.kind === 'text') return one.urgent ? t('terminal.said_urgent', { text: one.text ?? '' }) : (one.text ?? '');
    if (one.kind === 'picture') return t('terminal.media.channel', { channel: one.channel ?? 1 });
    return LIMITS.filter((limit) => one[limit.name] != null).map((limit) => `${t(`terminal.limit.${limit.name}`)} ${one[limit.name]}`).join(t('list.comma'));
  };
  const refusal = (result: string) => (te(`terminal.result.${result}`) ? t(`terminal.result.${result}`) : t('terminal.result.other', { result }));
  return { what, refusal };
}

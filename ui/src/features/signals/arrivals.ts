/** New signals, said once and politely: the list renews itself, the focus stays where it is. */
import { ref } from 'vue';
import { useI18n } from 'vue-i18n';

import { onServerEvent } from '@/features/live/events';
import { useWords } from '@/features/reference/reference';

/** Arrivals within this time are said together, milliseconds. */
const GATHER = 1500;

export function useArrivals() {
  const { t } = useI18n();
  const { word } = useWords();
  const said = ref('');
  let count = 0;
  let gravest = '';
  let timer: ReturnType<typeof setTimeout> | undefined;

  onServerEvent('signal', (event) => {
    if (!event.new) return;
    count += 1;
    if (gravest !== 'severe') gravest = event.severity;
    timer ??= setTimeout(() => {
      said.value = t('signals.arrived', { n: count, severity: word('severity', gravest) }, count);
      count = 0;
      gravest = '';
      timer = undefined;
    }, GATHER);
  });

  return { said };
}

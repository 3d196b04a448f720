/** What the forms of all steps have in common: send, keep the answer, say that it is done. */
import { useI18n } from 'vue-i18n';

import { invalid, useAction } from '@/api/action';

import { toast } from '@/components/toast';

import { keepHazard } from '../queries';
import type { Action, Hazard } from '../turn';

/**
 * `work` sends the step; `wrong` names fields that are wrong before anything is sent. Both are looked at when the form
 * is sent.
 */
export function useHazardStep(
  action: Action,
  done: () => void,
  work: () => Promise<Hazard>,
  wrong: () => Record<string, string> | null = () => null,
) {
  const { t } = useI18n();
  const { busy, problem, run } = useAction(async () => {
    const found = wrong();
    if (found !== null) throw invalid(found);
    return work();
  });

  async function submit(): Promise<void> {
    const hazard = await run();
    if (hazard === undefined) return;
    keepHazard(hazard);
    toast(t('step.done', { step: t(`hazards.action.${action}`) }));
    done();
  }

  return { busy, problem, submit };
}


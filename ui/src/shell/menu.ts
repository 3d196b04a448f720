/** The places one can go. What the role may not see, and what this build has no page for, is left out. */
import { computed } from 'vue';
import { useRouter } from 'vue-router';

import type { IconName } from '@/components/AIcon.vue';
import { may, me } from '@/features/session/session';

export interface Place {
  route: string;
  /** Key of its name. */
  text: string;
  icon: IconName;
  can: string;
}

const FIRST: Place[] = [
  { route: 'today', text: 'menu.today', icon: 'today', can: 'today.read' },
  { route: 'enterprises', text: 'menu.enterprises', icon: 'enterprise', can: 'enterprise.read' },
  { route: 'hazards', text: 'menu.hazards', icon: 'hazard', can: 'hazard.read' },
  { route: 'signals', text: 'menu.signals', icon: 'signal', can: 'signal.read' },
];

const MORE: Place[] = [
  { route: 'grades', text: 'menu.grades', icon: 'certificate', can: 'grade.read' },
  { route: 'targets', text: 'menu.targets', icon: 'certificate', can: 'target.read' },
  { route: 'cases', text: 'menu.cases', icon: 'duty', can: 'case.read' },
  { route: 'talks', text: 'menu.talks', icon: 'person', can: 'talk.read' },
  { route: 'projects', text: 'menu.projects', icon: 'hazard', can: 'project.read' },
  { route: 'campaigns', text: 'menu.campaigns', icon: 'duty', can: 'campaign.read' },
  { route: 'visits', text: 'menu.visits', icon: 'eye', can: 'field.read' },
  { route: 'draws', text: 'menu.draws', icon: 'eye', can: 'draw.read' },
  { route: 'risks', text: 'menu.risks', icon: 'licence', can: 'risk.read' },
  { route: 'documents', text: 'menu.documents', icon: 'licence', can: 'document.read' },
  { route: 'people', text: 'menu.people', icon: 'person', can: 'person.read' },
  { route: 'vehicles', text: 'menu.vehicles', icon: 'vehicle', can: 'vehicle.read' },
  { route: 'packs', text: 'menu.packs', icon: 'licence', can: 'pack.read' },
  { route: 'imports', text: 'menu.imports', icon: 'import', can: 'import.run' },
];

export function useMenu() {
  const router = useRouter();
  const open = (places: Place[]) =>
    computed(() => (me.value === null ? [] : places.filter((place) => may(place.can) && router.hasRoute(place.route))));
  return { first: open(FIRST), more: open(MORE) };
}

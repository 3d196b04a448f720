import type { RouteRecordRaw } from 'vue-router';

const can = 'campaign.read';

const routes: RouteRecordRaw[] = [
  { path: '/campaigns', name: 'campaigns', component: () => import('@/pages/campaigns/Campaigns.vue'), meta: { title: 'campaigns.title', can } },
  { path: '/campaigns/new', name: 'campaign-new', component: () => import('@/pages/campaigns/CampaignNew.vue'), meta: { title: 'campaigns.start.title', section: 'campaigns', can: 'campaign.run' } },
  { path: '/campaigns/:id', name: 'campaign', component: () => import('@/pages/campaigns/CampaignPage.vue'), meta: { title: 'campaigns.one', section: 'campaigns', can } },
  { path: '/campaigns/:id/report', name: 'campaign-report', component: () => import('@/pages/campaigns/CampaignReport.vue'), meta: { title: 'campaigns.report.title', section: 'campaigns', can } },
  { path: '/campaigns/:id/subjects/:subject', name: 'campaign-subject', component: () => import('@/pages/campaigns/CampaignSubject.vue'), meta: { title: 'campaigns.subject.title', section: 'campaigns', can } },
];

export default routes;

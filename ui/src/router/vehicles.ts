import type { RouteRecordRaw } from 'vue-router';

const can = 'vehicle.read';

const routes: RouteRecordRaw[] = [
  { path: '/vehicles', name: 'vehicles', component: () => import('@/pages/vehicles/List.vue'), meta: { title: 'vehicle.list_title', can } },
  { path: '/vehicles/:id/day', name: 'vehicle-day', component: () => import('@/pages/vehicles/Day.vue'), meta: { title: 'vehicle.day.title', section: 'vehicles', can } },
  { path: '/vehicles/:id', name: 'vehicle', component: () => import('@/pages/vehicles/Vehicle.vue'), meta: { title: 'vehicle.file_title', section: 'vehicles', can } },
];

export default routes;

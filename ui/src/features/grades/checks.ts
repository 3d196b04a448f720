/** Roadside checks as the models count them. */
import type { Schemas } from '@/api/client';

/** What a check looks at. */
export const PARTS = ['driver', 'vehicle', 'goods'] as const;
/** Classes of violations of Regulation (EU) 2016/403, which every model counts by. */
export const VIOLATIONS = ['minor', 'serious', 'very_serious', 'most_serious'] as const;
/** Categories of the US SMS: only its models ask for them. */
export const SMS_CATEGORIES = ['unsafe_driving', 'hours_of_service', 'driver_fitness', 'substances', 'maintenance', 'hazmat'] as const;

/** A check of one vehicle and its driver at which nothing was found. */
export const cleanCheck = (): Schemas['CheckDraft'] => ({ vehicles: 1, parts: ['driver', 'vehicle'], smart_fleet: false, violations: [] });

import type { Route } from '../router/route.ts';
export type Picked = Extract<Route, { kind: 'agent' }> | { kind: 'exit'; exitCode: number };
export const openMenu = async (_: unknown): Promise<Picked> => ({ kind: 'exit', exitCode: 1 });

/** A folder that is searched for defects which no test notices. */
export interface Room {
  /** Project of jest.config.cjs that its tests belong to. */
  project: 'unit' | 'miniprogram';
  /** Folders of the tests that have to notice. */
  tests: string[];
  /** Those among them that measure the sources themselves, in which Stryker has written: patterns of paths. */
  leavesOut?: string[];
}

/** In `slow`, `e2e` and `browser` a test takes too long to be run a thousand times. */
export const rooms: Record<string, Room> = {
  'signing/core': { project: 'unit', tests: ['signing/core'], leavesOut: ['/size\\.test'] },
  'server/src/http': { project: 'unit', tests: ['server/src/http'] },
  'server/src/routes': { project: 'unit', tests: ['server/src/routes'] },
  'server/src/contracts': { project: 'unit', tests: ['server/src/contracts'] },
  'server/src/facts': { project: 'unit', tests: ['server/src/facts'] },
  'server/src/store': { project: 'unit', tests: ['server/src/store'] },
  'server/src/events': { project: 'unit', tests: ['server/src/events'] },
  'server/src/jobs': { project: 'unit', tests: ['server/src/jobs'] },
  'miniprogram/src/pages': { project: 'miniprogram', tests: ['miniprogram/src/pages'] },
};

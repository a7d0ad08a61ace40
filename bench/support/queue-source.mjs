import { loadSource } from './load-source.mjs';

/** The parts of ctrlg that a task passes through, without hook, wrapper and client. */
export const queueSource = () =>
  loadSource(`
    export { expire, finish, readInbox } from './src/agent-wrapper/records.ts';
    export { agentPlaces } from './src/project/places.ts';
    export { identify } from './src/system/processes.ts';
    export { putTask } from './src/tasks/put.ts';
    export { claimNext, queueOf } from './src/tasks/queue.ts';
    export { advance } from './src/tasks/runs.ts';
    export { openTaskStore } from './src/tasks/store.ts';
    export { newTask } from './src/tasks/task.ts';
  `);

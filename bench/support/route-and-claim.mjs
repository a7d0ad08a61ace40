import { loadSource } from './load-source.mjs';

const REPEATS = 50;
/** What other agents have in the database. */
const TASKS_EACH = 20;

/** The times in ms of choosing an agent by `@auto` and of entering and claiming a task for it. */
export async function measureRouteAndClaim(crowd) {
  const ctrlg = await loadSource(`
    export { agentPlaces } from './src/project/places.ts';
    export { readConfig } from './src/project/read-config.ts';
    export { planOf } from './src/router/plan-of.ts';
    export { readStatus } from './src/status/read.ts';
    export { identify } from './src/system/processes.ts';
    export { claimNext, enterTask } from './src/tasks/queue.ts';
    export { openTaskStore } from './src/tasks/store.ts';
    export { newTask } from './src/tasks/task.ts';
  `);
  const config = ctrlg.readConfig(crowd.folder);
  const database = ctrlg.openTaskStore(crowd.home);
  const owner = ctrlg.identify(process.pid);
  const taskFor = (agent) => ctrlg.newTask({ agent, isCommand: false, deadlineMinutes: 30, origin: 'hook' });
  fill(database, crowd, (agent) => ctrlg.enterTask(database, taskFor(agent)));
  const isIdle = (agent) => crowd.names.indexOf(agent) % 4 < 2;

  const [route, claim] = [[], []];
  for (let n = 0; n < REPEATS; n += 1) {
    const [routeMs, plan] = await timed(() =>
      ctrlg.planOf({
        prompt: `@auto Please review part-${(n * 4) % crowd.names.length} of it`,
        config,
        stateOf: (agent) => ctrlg.readStatus(ctrlg.agentPlaces(crowd.home, agent).status),
        isFile: () => false,
        isTask: () => false,
        pastOf: () => [],
        isDelegate: false,
      }),
    );
    const [chosen] = plan.tasks;
    if (!isIdle(chosen.agent)) throw new Error(`${chosen.agent} was chosen and is not idle`);
    const [claimMs, claimed] = await timed(() => {
      ctrlg.enterTask(database, taskFor(chosen.agent));
      return ctrlg.claimNext(database, chosen.agent, owner);
    });
    if (!claimed) throw new Error('nothing was claimed');
    route.push(routeMs);
    claim.push(claimMs);
  }
  database.close();
  return { route, claim, firstMs: route[0] + claim[0] };
}

function fill(database, { names }, enter) {
  database.exec('PRAGMA synchronous = OFF');
  for (const name of names) for (let n = 0; n < TASKS_EACH; n += 1) enter(name);
  database.exec('PRAGMA synchronous = NORMAL');
}

async function timed(action) {
  const begin = process.hrtime.bigint();
  const value = await action();
  return [Number(process.hrtime.bigint() - begin) / 1e6, value];
}

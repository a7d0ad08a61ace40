import { explain } from '../system/errors.ts';
import { runAgent } from './run-agent.ts';

const name = process.argv[2];
if (!name || name.startsWith('-')) {
  console.error('usage: ctrlg-agent NAME   (ctrlg starts it in the agent’s window: ctrlg up NAME)');
  process.exitCode = 2;
} else {
  runAgent(name).then(
    () => process.exit(0),
    (error) => {
      console.error(`ctrlg-agent: ${explain(error)}`);
      process.exit(1);
    },
  );
}

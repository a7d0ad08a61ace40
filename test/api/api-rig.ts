import { connect } from '../../src/api/connect.ts';
import type { Ctrlg, CtrlgEvent } from '../../src/api/ctrlg.ts';
import { scriptedBrain } from '../support/brain.ts';
import { Rig } from '../support/rig.ts';

/** A rig whose project is connected to from this process. */
export function connectedRig(options: Partial<ConstructorParameters<typeof Rig>[0]> = {}): {
  rig: Rig;
  ctrlg: Ctrlg;
} {
  const rig = new Rig({ brain: scriptedBrain(), ...options });
  for (const name of ['TMUX', 'TMUX_PANE', 'CTRLG_CONFIG', 'CTRLG_AGENT_DIR', 'NODE_OPTIONS'])
    delete process.env[name];
  Object.assign(process.env, { CTRLG_TMUX_SOCKET: rig.tmux.socket });
  return { rig, ctrlg: connect({ cwd: rig.project, home: rig.state }) };
}

/** What events told so far, collected beside the test. */
export function collected(events: AsyncIterable<CtrlgEvent>): {
  readonly all: CtrlgEvent[];
  readonly ended: Promise<void>;
} {
  const all: CtrlgEvent[] = [];
  const ended = (async () => {
    for await (const event of events) all.push(event);
  })();
  return { all, ended };
}

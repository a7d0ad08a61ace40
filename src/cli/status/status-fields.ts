import type { AgentState, STATUS_VERSION } from '../../status/status.ts';

/** The status file's fields as `--json` gives them; an agent that does not run is `stopped`, whatever its file says. */
export function statusFields(name: string, client: string, state: AgentState): object {
  switch (state.kind) {
    case 'live':
      return state.status;
    case 'dead':
      return { ...state.status, ...whileDead(state.status) };
    case 'absent':
      return { ...NEVER_STARTED, agent_id: name, client };
    case 'unreadable':
      return { ...NEVER_STARTED, agent_id: name, client, status: 'unreadable', stopped_because: state.why };
    default:
      return state satisfies never;
  }
}

/** The last words of a wrapper that was killed say what it was doing, not that it is dead. */
function whileDead({ status }: { status: string }): object {
  if (status === 'stopped') return {};
  const stopped_because = `its wrapper does not run any more (it was ${status})`;
  return { status: 'stopped', blocked_on: null, question_id: null, attended: false, stopped_because };
}

const version: typeof STATUS_VERSION = 1;

const NEVER_STARTED = {
  version,
  agent_id: '',
  status: 'stopped',
  current_task: null,
  context_summary: '',
  last_active: null,
  window_id: null,
  pane_id: null,
  tmux_socket: null,
  pid: null,
  pid_started: null,
  client: '',
  client_pid: null,
  client_pid_started: null,
  conversation_id: null,
  cwd: null,
  blocked_on: null,
  question_id: null,
  retry_at: null,
  attended: false,
  queue: [],
  stop_kind: null,
  stopped_because: null,
};

import { type AgentState, STATUS_VERSION, type Status } from '../../src/status/status.ts';

/** A live agent's state that says nothing but what a test gives it. */
export const live = (own: Partial<Status> = {}): AgentState => ({ kind: 'live', status: statusOf(own) });
export const dead = (own: Partial<Status> = {}): AgentState => ({ kind: 'dead', status: statusOf(own) });

const statusOf = (own: Partial<Status>): Status => ({
  version: STATUS_VERSION,
  agent_id: 'planning',
  status: 'idle',
  current_task: null,
  context_summary: '',
  last_active: '2030-01-01T00:00:00.000Z',
  window_id: '@1',
  pane_id: '%1',
  tmux_socket: '/tmp/tmux-0/default',
  pid: 1,
  pid_started: '1',
  client: 'scripted',
  client_pid: null,
  client_pid_started: null,
  conversation_id: null,
  cwd: '/',
  blocked_on: null,
  question_id: null,
  retry_at: null,
  attended: false,
  queue: [],
  stop_kind: null,
  stopped_because: null,
  ...own,
});

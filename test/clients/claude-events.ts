/** Hook payloads as Claude Code 2.1.329 sends them, without what says nothing to us. */

const common = {
  session_id: '0b8f6f0e-6c2f-4a7c-8a51-3e0c9d1f2a34',
  transcript_path: '/home/me/.claude/projects/-work/0b8f6f0e.jsonl',
  cwd: '/work',
  permission_mode: 'default',
};

export const CONVERSATION = common.session_id;
/** Where the client keeps what the turn of the prompt `p1` took. */
export const TURN = { file: common.transcript_path, id: 'p1' };

const payload = (hook_event_name: string, fields: object = {}) => ({ ...common, hook_event_name, ...fields });

export const started = payload('SessionStart', { source: 'startup', model: 'claude' });
export const resumed = payload('SessionStart', {
  source: 'resume',
  session_title: 'planning',
  context_tokens: 1200,
});
export const submitted = payload('UserPromptSubmit', { prompt_id: 'p1', prompt: ' do\r\n"it"\t\\' });
export const permission = payload('PermissionRequest', {
  tool_name: 'Bash',
  tool_input: { command: 'rm -rf "dist"\nls', description: 'Clean' },
  permission_suggestions: [{ type: 'addRules' }],
});
export const asksUser = payload('PermissionRequest', {
  tool_name: 'AskUserQuestion',
  tool_input: { questions: [{ question: 'Which one?', options: [{ label: 'A' }, { label: 'B' }] }] },
});
export const toolUsed = payload('PostToolUse', { tool_name: 'Bash', tool_input: {}, tool_response: {} });
export const toolFailed = payload('PostToolUseFailure', {
  tool_name: 'Bash',
  error: 'Exit code 3',
  is_interrupt: false,
});
export const stopped = payload('Stop', {
  prompt_id: 'p1',
  stop_hook_active: false,
  last_assistant_message: 'Done.\n\nAll of it.',
  background_tasks: [],
});
export const stoppedWithoutText = payload('Stop', { prompt_id: 'p1', background_tasks: [] });
export const stoppedWithTasks = payload('Stop', {
  last_assistant_message: 'Started.',
  background_tasks: [
    { id: 'b1', type: 'shell', status: 'running', description: 'Run the tests', command: 'npm test' },
    { id: 'b2', type: 'shell', status: 'running', command: 'npm start' },
    { id: 'b3', type: 'subagent', status: 'running' },
    null,
  ],
});
export const continued = payload('UserPromptSubmit', {
  prompt:
    'Your claude.ai usage limit has reset. Continue the task you were working on when the limit was reached; do not repeat work that is already complete.',
});
export const failedWithoutText = payload('StopFailure', { error: 'server_error' });

const ITS_OWN_SIDE =
  'This is a server-side issue, usually temporary — try again in a moment. If it persists, check your inference gateway (127.0.0.1:1).';
const failed = (error: string, last_assistant_message: string) => ({
  ...payload('StopFailure', { error }),
  last_assistant_message,
});

/** What a turn is given up with, by what it is to us. */
export const FAILURES: [why: string, event: ReturnType<typeof failed>][] = [
  ['overloaded', failed('server_error', `API Error: 529 Overloaded. ${ITS_OWN_SIDE}`)],
  ['overloaded', failed('server_error', `API Error: 500 Internal server error. ${ITS_OWN_SIDE}`)],
  ['overloaded', failed('server_error', `API Error: 503 Service unavailable. ${ITS_OWN_SIDE}`)],
  [
    'overloaded',
    failed('server_error', 'API Error: Repeated 529 Overloaded errors. The API is at capacity — this is …'),
  ],
  ['overloaded', failed('overloaded', 'x')],
  [
    'rate-limit',
    failed('rate_limit', 'API Error: Request rejected (429) · Number of requests has exceeded it'),
  ],
  [
    'rate-limit',
    failed('rate_limit', 'API Error: Server is temporarily limiting requests (not your usage limit) · x'),
  ],
  [
    'network',
    failed(
      'server_error',
      'API Error: Connection to the API was lost (ECONNRESET). This is usually temporary — try again.',
    ),
  ],
  [
    'network',
    failed(
      'server_error',
      'API Error: Connection refused — a firewall or proxy may be blocking it (ECONNREFUSED)',
    ),
  ],
  ['other', failed('authentication_failed', 'Invalid API key · Fix external API key')],
  ['other', failed('billing_error', 'Credit balance is too low')],
  ['other', failed('invalid_request', 'Prompt is too long')],
  ['other', failed('unknown', 'API Error: 400 the model refused')],
];
export const USAGE_LIMIT = failed('rate_limit', "You've hit your 5-hour limit · resets 1:45pm (UTC)");
export const WEEKLY_LIMIT = failed(
  'rate_limit',
  "You've hit your weekly limit · resets Nov 25, 1:45pm (UTC)",
);

/** What tells nothing of a turn that the others do not tell. */
export const SILENT = [
  payload('PreToolUse', { tool_name: 'Bash', tool_input: { command: 'ls' } }),
  // A compaction or a subagent of the turn's own, not the turn.
  payload('StopFailure', {
    agent_id: 'a0662d75969b4334d',
    error: 'invalid_request',
    last_assistant_message: 'x',
  }),
  payload('SubagentStop', { agent_id: 'a', agent_type: '', last_assistant_message: 'sub' }),
  payload('Notification', { message: 'Claude is waiting for your input', notification_type: 'idle_prompt' }),
  payload('PreCompact', { trigger: 'manual', custom_instructions: null }),
  payload('SessionEnd', { reason: 'other' }),
  payload('SomethingNew'),
];

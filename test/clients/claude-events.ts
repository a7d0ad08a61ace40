/** Hook payloads as Claude Code 2.1.329 sends them, without what says nothing to us. */

const common = {
  session_id: '0b8f6f0e-6c2f-4a7c-8a51-3e0c9d1f2a34',
  transcript_path: '/home/me/.claude/projects/-work/0b8f6f0e.jsonl',
  cwd: '/work',
  permission_mode: 'default',
};

export const CONVERSATION = common.session_id;

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
export const rateLimited = payload('StopFailure', {
  error: 'rate_limit',
  last_assistant_message: 'API Error: Request rejected (429)',
});
export const failedWithoutText = payload('StopFailure', { error: 'server_error' });

/** What tells nothing of a turn that the others do not tell. */
export const SILENT = [
  payload('PreToolUse', { tool_name: 'Bash', tool_input: { command: 'ls' } }),
  payload('SubagentStop', { agent_id: 'a', agent_type: '', last_assistant_message: 'sub' }),
  payload('Notification', { message: 'Claude is waiting for your input', notification_type: 'idle_prompt' }),
  payload('PreCompact', { trigger: 'manual', custom_instructions: null }),
  payload('SessionEnd', { reason: 'other' }),
  payload('SomethingNew'),
];

/** Messages as Claude Code 2.1.329 sends them, without what nobody reads. */
const SESSION = '77f0c614-435d-47ed-a65f-c7628308f9ef';
const MODEL = {
  inputTokens: 10,
  outputTokens: 4,
  cacheReadInputTokens: 100,
  cacheCreationInputTokens: 1_000,
  costUSD: 0.00024,
};

export const took = { type: 'command_lifecycle', command_uuid: '$id', state: 'started', session_id: SESSION };
export const state = (name: 'idle' | 'running' | 'requires_action') => ({
  type: 'system',
  subtype: 'session_state_changed',
  state: name,
  session_id: SESSION,
});
export const delta = (text: string) => ({
  type: 'stream_event',
  event: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
  parent_tool_use_id: null,
});
export const streamed = (id: string) => ({
  type: 'stream_event',
  event: { type: 'message_start', message: { id, role: 'assistant', content: [] } },
  parent_tool_use_id: null,
});
export const assistant = (id: string, content: object[], fields: object = {}) => ({
  type: 'assistant',
  message: { id, role: 'assistant', content },
  parent_tool_use_id: null,
  ...fields,
});
export const text = (words: string) => ({ type: 'text', text: words });
export const bash = (id: string, command: string) => ({
  type: 'tool_use',
  id,
  name: 'Bash',
  input: { command, description: 'asks' },
});
export const toolResult = (id: string, content: string, isError = false) => ({
  type: 'user',
  message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content, is_error: isError }] },
  parent_tool_use_id: null,
});
export const asks = (id: string, tool: string, input: object) => ({
  type: 'control_request',
  request_id: id,
  request: { subtype: 'can_use_tool', tool_name: tool, input, tool_use_id: 'toolu_1' },
});
export const background = (...tasks: string[]) => ({
  type: 'system',
  subtype: 'background_tasks_changed',
  tasks: tasks.map((description) => ({ task_id: 'b1', task_type: 'local_bash', description })),
});
const result = (fields: object) => ({
  type: 'result',
  subtype: 'success',
  is_error: false,
  terminal_reason: 'completed',
  session_id: SESSION,
  total_cost_usd: 99,
  model_usage_since_last_result: { 'claude-opus-5-5': MODEL },
  ...fields,
});
export const done = (words: string, fields: object = {}) => result({ result: words, ...fields });
export const failed = (words: string) =>
  result({ is_error: true, terminal_reason: 'api_error', result: words });
export const interrupted = result({
  subtype: 'error_during_execution',
  is_error: true,
  terminal_reason: 'aborted_streaming',
  errors: ['[ede_diagnostic] result_type=user'],
});
export const limit = (resetsAt: number) => ({
  type: 'rate_limit_event',
  rate_limit_info: { status: 'rejected', resetsAt, rateLimitType: 'five_hour' },
});
export { SESSION };

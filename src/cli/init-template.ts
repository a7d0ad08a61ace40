import { BUILT_IN_AGENTS } from '../project/config.ts';

/**
 * A config with the built-in agents, and every other setting with its default as a comment. Each commented setting is a
 * whole line, so that taking away its `//` is all there is to do.
 */
export function configTemplate(): string {
  const agents = Object.entries(BUILT_IN_AGENTS).map(([name, agent]) => `    "${name}": ${indented(agent)},`);
  return `${TOP}  "agents": {\n${agents.join('\n')}${AGENT_SETTINGS}  },\n${SETTINGS}}\n`;
}

function indented(agent: object): string {
  const lines = Object.entries(agent).map(([key, value]) => `      "${key}": ${oneLine(value)},`);
  return `{\n${lines.join('\n')}\n    }`;
}

const oneLine = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map((item) => JSON.stringify(item)).join(', ')}]` : JSON.stringify(value);

const TOP = `// The config of ctrlg for this project. Comments and trailing commas are allowed.
{
  // The agents, by name: "@planning …" in a prompt and Ctrl-G give it to the agent "planning".
`;

const AGENT_SETTINGS = `

    // What else can be said of an agent, with its defaults:
    // "example": {
    //   "client": "claude", // or "claude-headless" (no TUI), "codex", "gemini", "opencode";
    //   // or "command": any program, prompt on stdin, result on stdout; "scripted": no model at all
    //   "command": ["claude"], // the program with its first arguments; needed for the client "command"
    //   "args": [], // further arguments for the program
    //   "env": {}, // further environment variables
    //   "cwd": ".", // where it works, from this folder on
    //   "description": "", // for you, in the menu and in ctrlg status
    //   "instructions": "", // appended to the client's system prompt
    //   "keywords": [], // words in a prompt that make "@auto" choose this agent
    //   "tags": [], // "@tag:x" goes to one of the agents that carry the tag "x"
    //   "max": 1, // how many of it may run side by side: "example", "example-2", …
    //   "strengths": ["implement"], // for "@auto": design, implement, test, review, research, write; without it, its client's
    //   "warmUp": "none", // before each task: "compact" or "clear" its conversation
    //   "retries": 2, // for this agent only: how often a task is tried again after a passing failure
    //   "onClientDeath": "report", // its client died in mid-turn: "report" it, or "rerun" the task
    //   "backgroundTasks": "wait", // an answer waits for background work that its turn left running; or "ignore"
    // },
`;

const SETTINGS = `
  // What Ctrl-G does with a prompt that names no agent: "menu", "auto" (the best free agent), "edit" (your own editor),
  // or the name of an agent.
  // "default": "menu",

  // Your own editor, a shell command that is given the file; without it, the one that stood before ctrlg setup.
  // "editor": "vim",

  // How long a task may take before nobody waits for it any more, in minutes.
  // "deadlineMinutes": 30,

  // How often a task is tried again after a passing failure, such as an overloaded API.
  // "retries": 2,

  // Rules for "@auto" and "@tag:x"; the first that fits decides: words in the prompt, paths that it mentions, tags asked
  // for. Such as: { "when": { "keywords": ["migration"], "globs": ["db/**"] }, "agent": "coding" }
  // "routes": [],

  // What a client is good at, for "@auto". Such as: { "claude": ["design", "review"] }
  // "strengths": {},

  // A shell command that is run when a task that nobody waits for has ended.
  // "notify": "notify-send ctrlg",

  // How long ended tasks are kept, in days.
  // "retentionDays": 30,

  // What stops a storm of tasks; "spendPerDay" in US dollars.
  // "limits": { "tasksPerMinute": 60, "depth": 3, "spendPerDay": null },

  // The folder of the workflows that "@workflow:NAME" means.
  // "workflows": "workflows",

  // What is put into your prompt: {agent} {task} {duration} {outcome} {result}.
  // "answerTemplate": "[ctrlg] {agent} · {outcome} in {duration} · task {task}\\n\\n{result}",
`;

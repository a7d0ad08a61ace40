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
    //   "client": "claude", // or "command": any program, prompt on stdin, result on stdout; "scripted": no model at all
    //   "command": ["claude"], // the program with its first arguments; needed for the client "command"
    //   "args": [], // further arguments for the program
    //   "env": {}, // further environment variables
    //   "cwd": ".", // where it works, from this folder on
    //   "description": "", // for you, in the menu and in ctrlg status
    //   "instructions": "", // appended to the client's system prompt
    //   "keywords": [], // words in a prompt that make "@auto" choose this agent
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

  // What is put into your prompt: {agent} {task} {duration} {outcome} {result}.
  // "answerTemplate": "[ctrlg] {agent} · {outcome} in {duration} · task {task}\\n\\n{result}",
`;

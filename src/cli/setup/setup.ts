import { explain } from '../../system/errors.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { printJson, printLine } from '../output.ts';
import { runningSessions } from './claude-settings.ts';
import type { ClientSetup } from './client-setup.ts';
import type { McpChanged } from './mcp-setup.ts';
import { type OfOne, ofEach } from './of-each.ts';
import { readRecord } from './setup-record.ts';
import type { Changed, Proof } from './setup-result.ts';
import { setupsOf } from './setups.ts';

export interface SetupOptions {
  readonly print?: true;
  readonly undo?: true;
  readonly json?: true;
  /** False leaves the tools out. */
  readonly mcp?: boolean;
}

/** What came of one client's set-up. */
interface Applied extends Changed {
  readonly command: string;
  readonly from: string;
  readonly proof: Proof;
  /** What came of its tools; null where they were left out. */
  readonly mcp: Tools | null;
}
type Tools =
  | { readonly error: string }
  | (McpChanged & { readonly proof: Proof; readonly hint: string | null });
type Done = OfOne & Partial<Applied>;

/**
 * `ctrlg setup [client…]`: the editor hook and the tools into each client's own settings; what stood there before is kept for
 * --undo.
 */
export async function setup(names: readonly string[], options: SetupOptions): Promise<number> {
  const { print, undo, json, mcp = true } = options;
  if (undo) return (await import('./undo.ts')).undoSetup(names, { json });
  const setups = setupsOf(names);
  if (print) {
    const plans = setups.map((one) => ({ one, plan: [...one.plan(), ...(mcp ? one.mcp.plan() : [])] }));
    if (json) {
      const clients = plans.map(({ one, plan }) => ({
        client: one.chief.client,
        command: one.hook().command,
        plan,
      }));
      printJson({ clients });
    } else printLine(plans.map(({ one, plan }) => planned(one, plan)).join('\n\n'));
    return EXIT_CODES.done;
  }
  const done = await ofEach<Applied>(setups, async (one) => ({
    command: one.hook().command,
    from: one.from,
    ...(await one.apply()),
    proof: await one.proof(),
    mcp: mcp ? await withTools(one) : null,
  }));
  const running = done.some(({ client, error }) => client === 'claude' && !error) ? runningSessions() : [];
  if (json) printJson({ editor: readRecord().editor, clients: done, running });
  else printLine([...done.map(told), ...afterwards(running)].join('\n'));
  return done.some(isAmiss) ? EXIT_CODES.failed : EXIT_CODES.done;
}

/** A fault in its tools does not keep a client from its editor. */
async function withTools({ mcp }: ClientSetup): Promise<Tools> {
  try {
    const changed = await mcp.apply();
    const hint = changed.changed ? (mcp.hint?.() ?? null) : null;
    return { ...changed, proof: await mcp.askClient(), hint };
  } catch (error) {
    return { error: explain(error) };
  }
}

const isAmiss = ({ error, proof, mcp }: Done): boolean =>
  error !== undefined ||
  proof?.kind === 'not in force' ||
  (mcp != null && ('error' in mcp || (mcp.proof.kind === 'not in force' && mcp.note === undefined)));

function planned({ chief, hook }: ClientSetup, plan: readonly string[]): string {
  if (plan.length === 0) return `${chief.name}: nothing to do.`;
  const byHand = `  by hand: VISUAL='${hook().command}' ${chief.program}`;
  return [`${chief.name}: ctrlg setup would change`, ...plan.map((line) => `  ${line}`), byHand].join('\n');
}

function told({ name, from, changed, file, backup, proof, mcp, error }: Done): string {
  if (error) return `${name}: ${error}`;
  return [
    changed
      ? `${name}: Ctrl-G opens ctrlg now, in ${from}: ${file}`
      : `${name}: nothing to do, ctrlg stands in ${file} already.`,
    ...(backup ? [`  The file before: ${backup}`] : []),
    ...(proof ? [`  ${toldProof(proof)}`] : []),
    ...(mcp ? toldTools(mcp).map((line) => `  ${line}`) : []),
  ].join('\n');
}

function toldTools(tools: Tools): string[] {
  if ('error' in tools) return [`Tools: ${tools.error}`];
  const { changed, file, backup, note, proof, hint } = tools;
  if (note !== undefined) return [note];
  return [
    changed ? `Its model has tools to delegate now: ${file}` : `Its tools stand in ${file} already.`,
    ...(backup ? [`The file before: ${backup}`] : []),
    proof.kind === 'in force' ? `In force: ${proof.detail}` : toldProof(proof),
    ...(hint ? [hint] : []),
  ];
}

function toldProof(proof: Proof): string {
  switch (proof.kind) {
    case 'in force':
      return `Read again as it does: ${proof.detail}`;
    case 'not in force':
      return `NOT in force: ${proof.detail}. ${proof.mend}`;
    case 'unknown':
      return `Whether it is in force cannot be told: ${proof.detail}.`;
    default:
      return proof satisfies never;
  }
}

function afterwards(running: readonly number[]): string[] {
  const { editor } = readRecord();
  return [
    editor
      ? `Your own editor, for "edit": ${editor}`
      : 'No editor of your own is known: set "editor" in the config.',
    ...(running.length > 0 ? [`To restart: ${running.map((pid) => `pid ${pid}`).join(', ')}.`] : []),
    'Back again: ctrlg setup --undo    All of it: ctrlg doctor',
  ];
}

import { displayText, padTo } from '../../system/terminal.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { printJson, printLine } from '../output.ts';
import { type Styler, styler } from '../style.ts';
import { checkEditors } from './editor-checks.ts';
import type { Finding } from './finding.ts';
import { checkAgents, checkProject } from './project-checks.ts';
import { checkTools } from './tool-checks.ts';
import { checkClients, checkNode, checkTmux } from './tools.ts';

/** `ctrlg doctor`: everything that must be right for a key press to arrive, each fault with its mend. */
export async function doctor({ json }: { json?: true }): Promise<number> {
  const { project, config, findings: ofProject } = checkProject();
  const [tmux, clients, editors] = await Promise.all([
    checkTmux(),
    config ? checkClients(config) : [],
    checkEditors(project?.folder),
  ]);
  const agents = project && config ? checkAgents({ project, config }) : [];
  const findings = [checkNode(), tmux, ...clients, ...ofProject, ...editors, ...checkTools(), ...agents];
  const faults = findings.filter(({ kind }) => kind === 'fault').length;
  if (json) printJson({ checks: findings, faults });
  else printLine(report(findings, faults, styler('stdout')));
  return faults > 0 ? EXIT_CODES.failed : EXIT_CODES.done;
}

function report(findings: readonly Finding[], faults: number, style: Styler): string {
  const width = Math.max(...findings.map(({ what }) => what.length));
  const lines = findings.flatMap((finding) => {
    const line = `${sign(finding, style)} ${padTo(finding.what, width)}  ${displayText(finding.detail)}`;
    return finding.kind === 'fault'
      ? [line, `${' '.repeat(width + 4)}${style('yellow', displayText(finding.mend))}`]
      : [line];
  });
  const end = faults === 0 ? 'All is well.' : faults === 1 ? '1 fault.' : `${faults} faults.`;
  return [...lines, '', end].join('\n');
}

function sign({ kind }: Finding, style: Styler): string {
  switch (kind) {
    case 'ok':
      return style('green', '✓');
    case 'note':
      return style('dim', '·');
    case 'fault':
      return style('red', '✗');
    default:
      return kind satisfies never;
  }
}

import { UserError } from '../../system/errors.ts';
import type { ClientSetup } from '../setup/client-setup.ts';
import { readRecord } from '../setup/setup-record.ts';
import { SETUPS } from '../setup/setups.ts';
import { type Finding, fault, note, ok } from './finding.ts';

/** Whether the models of the installed clients have the tools, by the clients' files; who left them out has no fault. */
export const checkTools = (): Finding[] => SETUPS.filter((setup) => setup.isInstalled()).map(checkToolsOf);

function checkToolsOf({ chief, mcp }: ClientSetup): Finding {
  const what = `tools in ${chief.name}`;
  try {
    const proof = mcp.proof();
    if (proof.kind !== 'not in force') return ok(what, proof.detail);
    const wasSetUp = readRecord().files?.some(({ client }) => client === `${chief.client} mcp`) ?? false;
    return wasSetUp ? fault(what, proof.detail, proof.mend) : note(what, `${proof.detail} (${proof.mend})`);
  } catch (error) {
    if (error instanceof UserError) return fault(what, error.message, error.mend);
    throw error;
  }
}

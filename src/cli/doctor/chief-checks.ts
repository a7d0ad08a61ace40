import { UserError } from '../../system/errors.ts';
import { claudeSetup } from '../setup/claude-setup.ts';
import type { ClientSetup } from '../setup/client-setup.ts';
import { geminiSetup, proofIn } from '../setup/gemini-setup.ts';
import { readRecord } from '../setup/setup-record.ts';
import type { Proof } from '../setup/setup-result.ts';
import { SETUPS } from '../setup/setups.ts';
import { type Finding, fault, note, ok } from './finding.ts';

/** Whether Ctrl-G opens ctrlg in the other clients that are installed; a client that was never set up is no fault. */
export function checkOtherChiefs(projectFolder: string | undefined): Promise<Finding[]> {
  const setups = SETUPS.filter((setup) => setup !== claudeSetup && setup.isInstalled());
  return Promise.all(setups.map((setup) => checkChief(setup, projectFolder)));
}

async function checkChief(setup: ClientSetup, projectFolder: string | undefined): Promise<Finding> {
  const { chief, proof } = setup;
  const what = `editor in ${chief.name}`;
  try {
    return findingOf(what, chief.client, await (setup === geminiSetup ? proofIn(projectFolder) : proof()));
  } catch (error) {
    if (error instanceof UserError) return fault(what, error.message, error.mend);
    throw error;
  }
}

function findingOf(what: string, client: string, proof: Proof): Finding {
  switch (proof.kind) {
    case 'in force':
      return ok(what, proof.detail);
    case 'unknown':
      return note(what, proof.detail);
    case 'not in force': {
      const wasSetUp = readRecord().files?.some((edit) => edit.client === client) ?? false;
      return wasSetUp
        ? fault(what, proof.detail, proof.mend)
        : note(what, `${proof.detail} (ctrlg setup ${client})`);
    }
    default:
      return proof satisfies never;
  }
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { claude } from '../../src/clients/claude.ts';
import { scripted } from '../../src/clients/terminal.ts';
import { agentPlaces } from '../../src/project/places.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cg-witness-'));
  mkdirSync(join(root, 'sessions'));
  mkdirSync(places().folder, { recursive: true });
  vi.stubEnv('CLAUDE_CONFIG_DIR', root);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});
const places = () => agentPlaces(root, 'planning');
const WHOLE = { pid: 42, sessionId: 'c', status: 'idle', statusUpdatedAt: 5, updatedAt: 9 };
const asText = (content: object | string) =>
  typeof content === 'string' ? content : JSON.stringify(content);

describe('what Claude Code’s session file says', () => {
  const heard = (content: object | string, pid = 42) => {
    writeFileSync(join(root, 'sessions/42.json'), asText(content));
    return claude.witness(pid, places());
  };

  it.each([
    ['idle', 'idle'],
    ['busy', 'busy'],
    ['waiting', 'waiting'],
    ['shell', 'background'],
  ])('%s is %s', (status, state) => {
    expect(heard({ ...WHOLE, status })).toMatchObject({ state, sinceMs: 5 });
  });

  it('tells what it waits for, in its own words', () => {
    expect(heard({ ...WHOLE, status: 'waiting', waitingFor: 'permission prompt' })).toEqual({
      state: 'waiting',
      sinceMs: 5,
      waitingFor: 'permission prompt',
    });
  });

  it('is nothing where there is no file for the process', () => {
    expect(heard(WHOLE, 43)).toBeUndefined();
  });

  it.each(['', '{"status": "id', '{}', { ...WHOLE, status: 'dreaming' }, { ...WHOLE, statusUpdatedAt: 'x' }])(
    'is nothing when it cannot be understood: %j',
    (content) => {
      expect(heard(content)).toBeUndefined();
    },
  );
});

describe('what our own terminal client’s session file says', () => {
  const heard = (content: object | string, pid = 42) => {
    writeFileSync(join(places().folder, 'session.json'), asText(content));
    return scripted.witness(pid, places());
  };

  it('is its state, and since when', () => {
    expect(heard({ ...WHOLE, status: 'busy' })).toMatchObject({ state: 'busy', sinceMs: 5 });
  });

  it('is nothing when a process before it wrote it', () => {
    expect(heard(WHOLE, 43)).toBeUndefined();
  });

  it.each(['', '{"status": "id', '{}', { ...WHOLE, status: 'dreaming' }])(
    'is nothing when it cannot be understood: %j',
    (content) => {
      expect(heard(content)).toBeUndefined();
    },
  );
});

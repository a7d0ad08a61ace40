import type { Status } from '../../status/status.ts';
import { serverAt } from '../../tmux/server.ts';
import { showWindow } from '../../tmux/windows.ts';

/** Brings the person to an agent's window; where they are not in the same tmux server, tells them how to get there. */
export async function openAgentWindow({ agent_id, tmux_socket, window_id }: Status): Promise<OpenedWindow> {
  const elsewhere = {
    kind: 'elsewhere',
    how: `Its window is in another tmux. To see it: ctrlg attach ${agent_id}`,
  } as const;
  if (process.env.TMUX?.split(',')[0] !== tmux_socket) return elsewhere;
  try {
    await showWindow(serverAt(tmux_socket), window_id);
    return { kind: 'shown' };
  } catch {
    return { ...elsewhere, how: `Its window could not be shown here. Try: ctrlg attach ${agent_id}` };
  }
}

export type OpenedWindow = { readonly kind: 'shown' } | { readonly kind: 'elsewhere'; readonly how: string };

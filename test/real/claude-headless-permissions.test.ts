import { permissionStories } from '../stories/permissions.ts';
import { headlessBrain } from '../support/headless-brain.ts';

permissionStories('Claude Code without a TUI', headlessBrain);

import { permissionStories } from '../stories/permissions.ts';
import { scriptedBrain } from '../support/brain.ts';

permissionStories('scripted clients', async () => scriptedBrain());

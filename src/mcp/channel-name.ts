/** Claude Code's channels, by which a server wakes its model: the capability, and what its notification is called. */
export const CHANNEL = 'claude/channel';

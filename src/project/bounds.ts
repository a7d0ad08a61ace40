/** What a config and a prompt may say alike. Apart from the config's schema: who only reads names needs none of it. */

/** An agent's name is also its folder, its window's name and what follows the `@`. */
export const AGENT_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;

/** A year: no task lives longer. */
export const MOST_MINUTES = 366 * 24 * 60;
export const MOST_RETRIES = 10;
export const MOST_MEMBERS = 50;

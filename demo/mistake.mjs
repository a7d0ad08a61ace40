/** What a person is told without a stack: something is missing, or something that was awaited did not come. */
export class Mistake extends Error {}

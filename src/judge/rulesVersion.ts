// The number of the table of rules, apart from it because pages name it and have no use for the rules.

/** Grows with every change of the table. Stored with every verdict. */
export const RULES_VERSION = 3;

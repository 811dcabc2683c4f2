// Version of the rows that observations are kept as. Apart from their schema, because what makes rows needs no schema.

/** A reader refuses what it does not know. */
export const OBSERVATION_VERSION = 1;

// The number of the shipped list. It travels with every report, so that whoever receives it knows which services that sender could have named.

/** Grows whenever a service is added to the list or leaves it. */
export const LIST_VERSION = 1;

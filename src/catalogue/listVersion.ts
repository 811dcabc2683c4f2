// The number of the shipped list. It travels with every report, so that whoever receives it knows which services and networks that sender could have
// named.

/** Grows whenever a service is added to the list or leaves it, and when a network is added. */
export const LIST_VERSION = 1;

// Which edition of the watch list this is: a report names it, so that whoever receives the report knows what its target meant. Raise it with
// every change of the list's ids.
export const LIST_VERSION = 1;

// How much of a person's own is taken. Apart from the schemas, because the background checks what it is sent without knowing the list itself.

export const OWN_HOSTS_MAX = 2_000;
export const OWN_FINGERPRINTS_MAX = 500;
/** What a body must hold to be a block page is never shorter: a word or two stand on ordinary pages. */
export const BODY_PART_MIN = 8;

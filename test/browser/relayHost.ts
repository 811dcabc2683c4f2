/** The relay of the packages that tests build; also in the lab's certificates. */
export const RELAY_HOST = 'relay.reachable.example';

// The match patterns of the manifest, sorted by the service whose hosts they cover: what a person can check against the list of services.

export interface HostGroup {
  /** Absent: the patterns that no service has. */
  readonly name?: string;
  readonly patterns: readonly string[];
}

/** In the order of the services; one pattern may stand with several of them. Every pattern is in at least one group. */
export function hostGroups(
  patterns: readonly string[],
  services: readonly { readonly name: string; readonly hosts: readonly string[] }[],
): HostGroup[] {
  const groups = services
    .map(({ name, hosts }) => ({
      name,
      patterns: patterns.filter((pattern) => hosts.some((host) => covers(pattern, host))),
    }))
    .filter((group) => group.patterns.length > 0);
  const sorted = new Set(groups.flatMap((group) => group.patterns));
  const others = patterns.filter((pattern) => !sorted.has(pattern));
  return others.length > 0 ? [...groups, { patterns: others }] : groups;
}

/** `*://*.t.me/*` covers `t.me` and everything below it, `*://1.1.1.1/*` that address alone. */
function covers(pattern: string, host: string): boolean {
  const [, below, name] = /^[a-z*]+:\/\/(\*\.)?([^/]+)\/\*$/.exec(pattern) ?? [];
  return host === name || (below !== undefined && host.endsWith(`.${name}`));
}

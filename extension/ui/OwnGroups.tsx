// The groups in use on the person's own list, for every field that asks for one.
import type { OwnList } from '../../src/own/list.ts';

/** Of the list such a field names. */
export const OWN_GROUPS_ID = 'own-groups';

export function OwnGroups({ list }: { readonly list: OwnList }) {
  const groups = [...new Set(list.hosts.map(({ group }) => group))].filter((group) => group !== '');
  return (
    <datalist id={OWN_GROUPS_ID}>
      {groups.map((group) => (
        <option key={group} value={group} />
      ))}
    </datalist>
  );
}

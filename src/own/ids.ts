// Ids for what a person added: the same every time for the same thing, and short enough for every stored row.

/** What fits behind `own-` in the 64 characters an id may have. */
const PLAIN_MAX = 60;
const CUT = PLAIN_MAX - 17;

/**
 * `own-` and the host; of a host too long for that, its beginning and a hash of the whole. The underscore between them is in no host name, so
 * neither kind can be mistaken for the other.
 */
export function ownId(host: string): string {
  return `own-${host.length <= PLAIN_MAX ? host : `${host.slice(0, CUT)}_${hash(host)}`}`;
}

/** `own-`, what of a name can be in an id, and a hash of what the thing is, so that two things of one name differ. */
export function ownFingerprintId(name: string, content: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, CUT);
  return `own-${plain}_${hash(content)}`;
}

/** 64-bit FNV-1a over UTF-16 code units, in hex. Not against forgers: whoever forges here only mixes up their own rows. */
function hash(text: string): string {
  let value = 0xcbf2_9ce4_8422_2325n;
  for (let i = 0; i < text.length; i++) {
    value = BigInt.asUintN(64, (value ^ BigInt(text.charCodeAt(i))) * 0x100_0000_01b3n);
  }
  return value.toString(16).padStart(16, '0');
}

// All names of Telegram, for cases in which a network goes for the whole service.
import { serviceById } from '../../src/catalogue/index.ts';

/** Every host of the catalogue's Telegram entry that is a name. */
export const TELEGRAM_HOSTS: readonly string[] = (serviceById('telegram')?.endpoints ?? [])
  .map((endpoint) => endpoint.host)
  .filter((host) => /[a-z]/.test(host));

/** Telegram's published IPv4 ranges, wide enough for every address of the catalogue. */
export const TELEGRAM_NETWORKS: readonly string[] = ['149.154.0.0/16', '91.108.0.0/16', '95.161.0.0/16'];

// All names of Telegram, for cases in which a network goes for the whole service.
import { serviceById } from '../../src/catalogue/index.ts';

/** Every host of the catalogue's Telegram entry that is a name. */
export const TELEGRAM_HOSTS: readonly string[] = (serviceById('telegram')?.endpoints ?? [])
  .map((endpoint) => endpoint.host)
  .filter((host) => /[a-z]/.test(host));

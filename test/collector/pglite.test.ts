// The contract on the embedded database.
import { openPglite } from '../../collector/store/pglite.ts';
import { collectorContract } from './contract.ts';

collectorContract('PGlite', () => openPglite());

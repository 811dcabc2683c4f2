// What the environment says. Every setting has a default, so that nothing has to be set up; a wrong one ends the program with what to do.
import { join } from 'node:path';
import * as v from 'valibot';

const DEFAULT_PORT = 8080;
const DEFAULT_METRICS_PORT = 9464;

const port = (usual: number) =>
  v.pipe(
    v.optional(v.string(), String(usual)),
    v.regex(/^[0-9]{1,5}$/, `must be a port number; without it ${usual} is used`),
    v.transform(Number),
    v.maxValue(65_535, 'must be a port number, at most 65535'),
  );
const host = v.pipe(
  v.optional(v.string(), '127.0.0.1'),
  v.nonEmpty('must be an address to listen on, like 127.0.0.1'),
);

const EnvironmentSchema = v.object({
  HOST: host,
  PORT: port(DEFAULT_PORT),
  METRICS_HOST: host,
  METRICS_PORT: port(DEFAULT_METRICS_PORT),
  DATA_DIR: v.optional(v.pipe(v.string(), v.nonEmpty('must be a folder'))),
  DATABASE_URL: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^postgres(?:ql)?:\/\/./,
        'must begin with postgres:// ; without it the embedded database in DATA_DIR is used',
      ),
    ),
  ),
  LOG_LEVEL: v.optional(
    v.picklist(
      ['silent', 'fatal', 'error', 'warn', 'info', 'debug'],
      'must be silent, fatal, error, warn, info or debug',
    ),
    'info',
  ),
});

export interface Config {
  /** Where the public service listens. */
  readonly host: string;
  readonly port: number;
  /** Where the operator's metrics are; never the same as the public service. */
  readonly metricsHost: string;
  readonly metricsPort: number;
  /** Holds the key pairs and, unless there is a server, the database. */
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly logLevel: string;
}

/** Throws, with a line for each wrong setting. Values are not repeated: a database URL holds a password. */
export function readConfig(environment: NodeJS.ProcessEnv, root: string): Config {
  const parsed = v.safeParse(EnvironmentSchema, environment);
  if (!parsed.success) {
    throw new Error(parsed.issues.map((i) => `${v.getDotPath(i) ?? '?'} ${i.message}.`).join('\n'));
  }
  const { HOST, PORT, METRICS_HOST, METRICS_PORT, DATA_DIR, DATABASE_URL, LOG_LEVEL } = parsed.output;
  if (PORT === METRICS_PORT && PORT !== 0) {
    throw new Error('PORT and METRICS_PORT must differ: the metrics are not for the public.');
  }
  return {
    host: HOST,
    port: PORT,
    metricsHost: METRICS_HOST,
    metricsPort: METRICS_PORT,
    dataDir: DATA_DIR ?? join(root, 'collector/data'),
    databaseUrl: DATABASE_URL,
    logLevel: LOG_LEVEL,
  };
}

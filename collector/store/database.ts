// The port: what the collector asks of a database. Two fulfil it with the same SQL: PGlite in a data folder, and a PostgreSQL server.

export interface Connection {
  /** One statement with `$1`… for its parameters. Values come back as text, whole numbers and booleans only: the SQL casts the rest. */
  query<Row extends object>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
}

export interface Database extends Connection {
  /** Commits when the work resolves, and resolves after that; rolls back when it rejects. */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

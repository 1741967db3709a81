-- Makes the roles of the application and keeps them so; every run ends in the same state.
-- Run in one transaction by the master user of RDS: it owns the database and has CREATEROLE, but is no superuser.
-- The new passwords come on standard input, each twice. \password hashes them before they leave this process, so that
-- no log of the server can hold one.

-- One run at a time: a second one waits here for the end of the first.
SELECT pg_advisory_xact_lock(hashtextextended('database-roles', 0)) \g /dev/null

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY['migrator', 'app', 'readonly']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

ALTER ROLE migrator LOGIN;
ALTER ROLE app LOGIN;
ALTER ROLE readonly LOGIN;

\password migrator
\password app
\password readonly

-- Who makes a role may give it away, but not act as it (PostgreSQL 16): the master needs that for all that follows.
GRANT migrator TO CURRENT_USER;

-- Only the named roles get into the databases of this server, the maintenance database included.
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', datname)
FROM pg_database
WHERE pg_has_role(datdba, 'USAGE')
\gexec
GRANT CONNECT, TEMPORARY ON DATABASE :"DBNAME" TO migrator;
GRANT CONNECT ON DATABASE :"DBNAME" TO app, readonly;

-- migrator: DDL in the schema that it owns.
ALTER SCHEMA public OWNER TO migrator;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO app, readonly;

-- app: DML. readonly: SELECT. First on what is there, then on what migrator will make.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO app;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO readonly;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO readonly;
ALTER DEFAULT PRIVILEGES FOR ROLE migrator IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app;
ALTER DEFAULT PRIVILEGES FOR ROLE migrator IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO app;
ALTER DEFAULT PRIVILEGES FOR ROLE migrator IN SCHEMA public GRANT SELECT ON TABLES TO readonly;
ALTER DEFAULT PRIVILEGES FOR ROLE migrator IN SCHEMA public GRANT SELECT ON SEQUENCES TO readonly;

-- A function may do what its owner may (SECURITY DEFINER): readonly calls none.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO app;
ALTER DEFAULT PRIVILEGES FOR ROLE migrator REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE migrator IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO app;

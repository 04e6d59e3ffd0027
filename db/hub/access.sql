-- The ground on which large firms' streams stand; run again whenever it, the tables or the
-- allow-list change. Everything in schema `slate` can be built anew: a computer whose stream is
-- gone gets a whole slate.

DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['ieum_hub', 'ieum_staff', 'ieum_partner', 'ieum_partner_accepted']
    LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', wanted);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;  -- roles belong to the server, so another database may have made it
        END;
        BEGIN
            EXECUTE format('GRANT %I TO %I', wanted, current_user);
        EXCEPTION WHEN insufficient_privilege THEN
            NULL;  -- somebody else made the role; then an administrator has to grant it
        END;
    END LOOP;
END
$$;

CREATE SCHEMA IF NOT EXISTS slate;
REVOKE ALL ON SCHEMA slate FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO ieum_hub, ieum_staff, ieum_partner, ieum_partner_accepted;
GRANT USAGE ON SCHEMA slate TO ieum_hub;

CREATE TABLE IF NOT EXISTS slate.access (fingerprint text NOT NULL);

CREATE UNLOGGED TABLE IF NOT EXISTS slate.ticket (
    token text PRIMARY KEY,
    partner uuid NOT NULL,
    pid integer NOT NULL,
    until timestamptz NOT NULL
);

-- A computer of a large firm and how far its stream has come.
CREATE TABLE IF NOT EXISTS slate.stream (
    device uuid PRIMARY KEY,
    partner uuid NOT NULL,
    m bigint NOT NULL DEFAULT 0
);

-- Which number of the center's order a number of the stream stands for.
CREATE TABLE IF NOT EXISTS slate.mark (
    device uuid NOT NULL REFERENCES slate.stream ON DELETE CASCADE,
    m bigint NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (device, m)
);

-- What a computer has or should have: the digest of each row, and since when it is so.
CREATE TABLE IF NOT EXISTS slate.held (
    device uuid NOT NULL REFERENCES slate.stream ON DELETE CASCADE,
    tbl text NOT NULL,
    pk uuid NOT NULL,
    case_id uuid,
    digest bytea,
    m bigint NOT NULL,
    PRIMARY KEY (device, tbl, pk)
);
CREATE INDEX IF NOT EXISTS ix_held_m ON slate.held (device, m);

CREATE OR REPLACE FUNCTION slate.partner() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT t.partner FROM slate.ticket t
    WHERE t.token = current_setting('ieum.ticket', true)
      AND t.pid = pg_backend_pid() AND t.until > clock_timestamp()
$$;

CREATE OR REPLACE FUNCTION slate.in_force(from_on date, until_on date, revoked_on date)
RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    SELECT revoked_on IS NULL
       AND (now() AT TIME ZONE 'Asia/Seoul')::date BETWEEN from_on AND until_on
$$;

CREATE OR REPLACE FUNCTION slate.disclosed() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT coalesce(array_agg(DISTINCT d.case_id), '{}')
    FROM public.disclosure d
    JOIN public."case" c ON c.id = d.case_id AND NOT c.deleted
    JOIN public.partner p ON p.id = d.partner_id AND NOT p.deleted
    WHERE d.partner_id = slate.partner() AND NOT d.deleted
      AND slate.in_force(d.from_on, d.until_on, d.revoked_on)
$$;

CREATE OR REPLACE FUNCTION slate.accepted() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT coalesce(array_agg(DISTINCT m.case_id), '{}')
    FROM public.match m
    WHERE m.partner_id = slate.partner() AND NOT m.deleted
      AND m.state IN ('accepted', 'confirmed') AND m.case_id = ANY (slate.disclosed())
$$;

CREATE OR REPLACE FUNCTION slate.matches() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT coalesce(array_agg(m.id), '{}')
    FROM public.match m
    WHERE m.partner_id = slate.partner() AND NOT m.deleted AND m.case_id = ANY (slate.disclosed())
$$;

-- The rows that the given cases point to; `cases` is always one of the two lists above.
CREATE OR REPLACE FUNCTION slate.parents(pointer text, cases uuid[]) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT coalesce(array_agg(DISTINCT CASE pointer
        WHEN 'company_id' THEN c.company_id
        WHEN 'site_id' THEN c.site_id
        WHEN 'supplier_id' THEN c.supplier_id
        WHEN 'announcement_id' THEN c.announcement_id
    END), '{}')
    FROM public."case" c
    WHERE c.id = ANY (cases) AND c.id = ANY (slate.disclosed())
$$;

CREATE OR REPLACE FUNCTION slate.centre_of(wanted uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT c.centre FROM public."case" c
    WHERE c.id = wanted AND c.id = ANY (slate.disclosed())
$$;

REVOKE ALL ON ALL TABLES IN SCHEMA slate FROM PUBLIC, ieum_staff, ieum_partner, ieum_partner_accepted;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA slate FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA slate TO ieum_hub;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA slate TO ieum_hub, ieum_partner, ieum_partner_accepted;

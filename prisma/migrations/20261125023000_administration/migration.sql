-- AlterTable
ALTER TABLE "User" ADD COLUMN     "password_expires_at" TIMESTAMP(6);

-- An installation that has an active SUPER_ADMIN keeps one, whoever writes. The lock is the one that accounts
-- takes before it changes rights, so that two changes at once wait for each other.
CREATE FUNCTION "User_keep_super_admin"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD."role" IS DISTINCT FROM 'SUPER_ADMIN' OR coalesce(OLD."status", 'ACTIVE') <> 'ACTIVE' THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND NEW."role" = 'SUPER_ADMIN' AND coalesce(NEW."status", 'ACTIVE') = 'ACTIVE' THEN
        RETURN NEW;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('accounts:rights', 0));
    IF NOT EXISTS (
        SELECT FROM "User"
        WHERE "role" = 'SUPER_ADMIN' AND coalesce("status", 'ACTIVE') = 'ACTIVE' AND "id" <> OLD."id"
    ) THEN
        RAISE EXCEPTION 'the last active SUPER_ADMIN stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END;
$$;

CREATE TRIGGER "User_last_super_admin" BEFORE UPDATE OR DELETE ON "User"
    FOR EACH ROW EXECUTE FUNCTION "User_keep_super_admin"();

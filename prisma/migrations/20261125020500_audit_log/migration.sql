-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" TEXT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "event" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "subject_id" TEXT,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "request_id" TEXT,
    "details" JSONB,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "AuditEntry_created_at_id_idx" ON "AuditEntry"("created_at", "id");

-- CreateIndex
CREATE INDEX "AuditEntry_actor_id_created_at_idx" ON "AuditEntry"("actor_id", "created_at");

-- CreateIndex
CREATE INDEX "AuditEntry_subject_id_created_at_idx" ON "AuditEntry"("subject_id", "created_at");

-- CreateIndex
CREATE INDEX "AuditEntry_event_created_at_idx" ON "AuditEntry"("event", "created_at");

-- Entries are only ever added. Retention may remove old ones; whoever has taken over a service can neither
-- rewrite the log nor remove what they just did.
CREATE FUNCTION "AuditEntry_refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD."created_at" < (now() AT TIME ZONE 'UTC') - INTERVAL '30 days' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'audit entries are kept for at least 30 days' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RAISE EXCEPTION 'audit entries are never changed' USING ERRCODE = 'insufficient_privilege';
END;
$$;

CREATE TRIGGER "AuditEntry_append_only" BEFORE UPDATE OR DELETE ON "AuditEntry"
    FOR EACH ROW EXECUTE FUNCTION "AuditEntry_refuse_change"();

CREATE TRIGGER "AuditEntry_no_truncate" BEFORE TRUNCATE ON "AuditEntry"
    FOR EACH STATEMENT EXECUTE FUNCTION "AuditEntry_refuse_change"();

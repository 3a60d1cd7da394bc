-- Access tokens know whole seconds: one for rights read in the second of a call-back is dated to the next
-- second. A further call-back within the same second has to lie beyond that date, or it would let the
-- token through. Whoever writes the moment need not know: it always moves on by a second at least.
CREATE FUNCTION "user_tokens_valid_from_moves_on"() RETURNS trigger AS $$
BEGIN
  IF NEW.tokens_valid_from IS DISTINCT FROM OLD.tokens_valid_from
    AND NEW.tokens_valid_from < OLD.tokens_valid_from + interval '1 second'
  THEN
    NEW.tokens_valid_from := OLD.tokens_valid_from + interval '1 second';
  END IF;
  RETURN NEW;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER "User_tokens_valid_from_moves_on"
  BEFORE UPDATE OF tokens_valid_from ON "User"
  FOR EACH ROW EXECUTE FUNCTION "user_tokens_valid_from_moves_on"();

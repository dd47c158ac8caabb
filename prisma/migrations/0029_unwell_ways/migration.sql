-- A location may have lost IPv6 or names alone.
ALTER TABLE locations
  DROP CONSTRAINT locations_unwell_reason_check,
  ADD CONSTRAINT locations_unwell_reason_check CHECK (unwell_reason IN ('canaries', 'canaries_ipv6', 'canary_names', 'alone', 'late'));

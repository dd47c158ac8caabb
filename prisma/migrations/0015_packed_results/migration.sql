-- Results of days that are over, one row per monitor, location and day, the same place in each array being one check: a quarter of the bytes
-- that a row each takes. `results` keeps the newest days, and late ones until they are packed too. No result is in both. `due_ms`: since
-- midnight UTC, ascending. An array without any value is null. Nothing is packed by this migration: workers do it.
CREATE TABLE packed_results (
  day           date       NOT NULL,
  monitor_no    integer    NOT NULL,
  location_no   smallint   NOT NULL,
  due_ms        integer[]  NOT NULL,
  late_ms       integer[]  NOT NULL,
  verdict       smallint[] NOT NULL,
  reason        smallint[],
  status        smallint[],
  total_us      integer[],
  dns_us        integer[],
  connect_us    integer[],
  tls_us        integer[],
  first_byte_us integer[],
  transfer_us   integer[],
  PRIMARY KEY (monitor_no, day, location_no)
) PARTITION BY RANGE (day);

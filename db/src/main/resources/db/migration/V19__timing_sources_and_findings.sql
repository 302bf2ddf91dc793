-- Why: a figure of a blackout can be compared only with figures that were read the same way, so the agent's word for it is
-- kept beside the quality. Older agents do not say.

alter table reboot_phase add column source text check (source ~ '^[a-z0-9-]{1,40}$');

-- Why: what the checks of each agent find amiss is wanted in one place, and hosts are looked for by it. An agent says it
-- at its start and when it is another; the rows of a host are replaced as a whole. checked_at is null until it has spoken.

alter table host add column checked_at timestamptz;

create table host_finding (
  host_id  uuid not null references host (id) on delete cascade,
  check_id text not null check (check_id ~ '^[a-z0-9-]{1,60}$'),
  severity text not null check (severity in ('WARN', 'REFUSE', 'UNKNOWN')),
  found    text not null,
  wanted   text not null,
  remedy   text not null,
  primary key (host_id, check_id)
);

create index host_finding_by_check on host_finding (check_id, severity);

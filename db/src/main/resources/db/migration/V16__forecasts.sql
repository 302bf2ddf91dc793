-- Why: when a rollout will have ended is forecast anew while it runs, and is the same whichever replica one asks. So the
-- last forecast is a row: the replica that takes what is due moves due_at on first, so that no other makes the same, and
-- one that dies leaves it due again. A forecast that says something new is an event of its own in the outbox.
-- And what a rollout asked of webhooks and queries is answered page by page now, in an order that has an index.

create table rollout_forecast (
  rollout_id              uuid primary key references rollout (id),
  due_at                  timestamptz not null,
  made_at                 timestamptz,
  runs                    integer check (runs > 0),
  p50                     timestamptz,
  p90                     timestamptz,
  chance_to_meet_deadline double precision check (chance_to_meet_deadline between 0 and 1),
  chance_to_stop          double precision check (chance_to_stop between 0 and 1),
  basis                   text[],
  constraint rollout_forecast_whole
    check ((made_at is not null) = (runs is not null)
           and (made_at is not null) = (chance_to_stop is not null)
           and (made_at is not null) = (basis is not null)),
  constraint rollout_forecast_p90_after_p50 check (p90 is null or p50 <= p90)
);

alter table transition
  drop constraint transition_subject_check,
  add constraint transition_subject_check
    check (subject in ('HOST', 'REBOOT', 'ROLLOUT', 'FORECAST', 'KERNEL_IMAGE', 'API_TOKEN', 'JOIN_TOKEN'));

create index gate_run_in_order on gate_run (rollout_id, asked_at, id);

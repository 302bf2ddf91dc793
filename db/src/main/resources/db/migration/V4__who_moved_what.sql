-- Why: whoever reads the outbox (the audit log, the event stream) asks two things of it that it could not answer: who
-- moved this, and which rows are new. The serial id is drawn before the commit, so a reader who remembers the greatest
-- id it saw skips what commits late; a reader who stays below the oldest transaction still running skips nothing. And
-- people's other acts, on tokens and kernel images, belong in the same log.

alter table transition
  add column actor text not null default 'service' check (actor <> ''),
  add column transaction_id xid8 not null default pg_current_xact_id(),
  drop constraint transition_subject_check,
  add constraint transition_subject_check
    check (subject in ('HOST', 'REBOOT', 'ROLLOUT', 'KERNEL_IMAGE', 'API_TOKEN', 'JOIN_TOKEN'));

create index transition_in_order on transition (transaction_id, id);

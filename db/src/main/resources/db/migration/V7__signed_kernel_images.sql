-- Why: agents boot only what a key signed that is pinned on them, so a kernel image has to carry what was signed. The
-- envelope is kept as the bytes that agents get: to write the signed JSON anew would break its signature. Rows from
-- before stay, without one; no new rollout can boot them, and no new row can be like them.

alter table kernel_image
  add column manifest bytea,
  add column expires_at timestamptz,
  add constraint kernel_image_is_signed
    check (manifest is not null and expires_at is not null) not valid;

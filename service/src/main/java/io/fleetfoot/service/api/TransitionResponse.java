package io.fleetfoot.service.api;

import io.fleetfoot.service.scheduler.SavedTransition;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A transition as operators see it, in the audit log and in the event stream. */
@Schema(description = "One move of something, who moved it, and why.")
record TransitionResponse(
    @Schema(description = "The event's id, `<transaction>-<id>`.", example = "774-23") String id,
    @Schema(description = "When it was moved, by the database's clock.") Instant at,
    @Schema(description = "Who moved it.", example = "token:ci") String actor,
    @Schema(description = "What kind of thing moved.") Subject subject,
    @Schema(description = "The id of what moved.") UUID subjectId,
    @Schema(description = "The host that it is about, if it is about one.") @Nullable UUID hostId,
    @Schema(description = "The rollout that it is part of, if it is part of one.")
        @Nullable UUID rolloutId,
    @Schema(description = "The state before; absent when the thing came into being.")
        @Nullable String from,
    @Schema(description = "The state after.", example = "EXECUTING") String to,
    @Schema(description = "What moved it.") String cause) {

  static TransitionResponse of(SavedTransition saved) {
    return new TransitionResponse(
        saved.position().toString(),
        saved.at(),
        saved.actor(),
        Subject.valueOf(saved.subject().toLowerCase(Locale.ROOT)),
        saved.subjectId(),
        saved.host(),
        saved.rollout(),
        saved.from(),
        saved.to(),
        saved.cause());
  }
}

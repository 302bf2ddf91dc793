package io.fleetfoot.service.scheduler;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One transition as the outbox keeps it.
 *
 * @param at when its transaction began, by the database's clock
 * @param actor who moved the subject
 * @param subject what moved, such as {@code REBOOT}
 * @param from the state before; absent when the subject came into being
 * @param cause what moved it
 */
public record SavedTransition(
    Position position,
    Instant at,
    String actor,
    String subject,
    UUID subjectId,
    @Nullable UUID host,
    @Nullable UUID rollout,
    @Nullable String from,
    String to,
    String cause) {

  /**
   * A place in the order of the outbox.
   *
   * @param transaction the transaction that saved it
   * @param id grows within a transaction; 0 stands before all that the transaction saved
   */
  public record Position(long transaction, long id) implements Comparable<Position> {

    /** Before everything. */
    public static final Position BEGINNING = new Position(0, 0);

    public Position {
      if (transaction < 0 || id < 0) {
        throw new IllegalArgumentException("a position has no negative numbers");
      }
    }

    /** Returns the position that the text spells, or throws IllegalArgumentException. */
    public static Position parse(String text) {
      int dash = text.indexOf('-');
      if (dash < 1) {
        throw new IllegalArgumentException(
            "\"%s\" is no event id; expected <transaction>-<id>".formatted(text));
      }
      return new Position(
          Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
    }

    @Override
    public int compareTo(Position other) {
      int byTransaction = Long.compare(transaction, other.transaction);
      return byTransaction == 0 ? Long.compare(id, other.id) : byTransaction;
    }

    @Override
    public String toString() {
      return transaction + "-" + id;
    }
  }
}

package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.scheduler.SavedTransition.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TransitionFeedTest {

  private final Outbox outbox = new Outbox();
  private final TransitionFeed feed = new TransitionFeed(outbox, 2);

  @Test
  void givesNothingOfATransactionThatMayStillHaveCompany() {
    Listener listener = subscribed(Position.BEGINNING);
    outbox.save(1, 3);
    outbox.horizon = 2;

    feed.beat();
    assertThat(listener.ids()).containsExactly("1-1");
    outbox.save(2);
    outbox.horizon = 4;
    feed.beat();

    assertThat(listener.ids()).containsExactly("1-1", "2-3", "3-2");
  }

  @Test
  void readsOnceForAllWhoAreUpToDate() {
    Listener one = subscribed(Position.BEGINNING);
    feed.beat();
    Listener other = subscribed(feed.now());
    outbox.save(5);
    outbox.horizon = 6;
    outbox.reads = 0;

    feed.beat();

    assertThat(one.ids()).isEqualTo(other.ids()).hasSize(1);
    assertThat(outbox.reads).isEqualTo(1);
  }

  @Test
  void readsNothingWhileNothingHappens() {
    subscribed(feed.now());
    feed.beat();
    outbox.reads = 0;

    feed.beat();

    assertThat(outbox.reads).isZero();
  }

  @Test
  void leavesOneWhoHasNotTakenWhatItGotWhereItIs() {
    Listener slow = subscribed(Position.BEGINNING);
    outbox.save(LongStream.rangeClosed(1, 1200).toArray());
    outbox.horizon = 1201;
    slow.appetite = 500;

    feed.beat();
    assertThat(slow.ids()).hasSize(500);
    slow.appetite = Integer.MAX_VALUE;
    feed.beat();

    assertThat(slow.ids()).hasSize(1200).doesNotHaveDuplicates();
  }

  @Test
  void hasSoManyPlacesAndNoMore() {
    Listener first = subscribed(Position.BEGINNING);
    subscribed(Position.BEGINNING);

    assertThat(feed.subscribe(new Listener(), Position.BEGINNING)).isFalse();
    feed.unsubscribe(first);
    assertThat(feed.subscribe(new Listener(), Position.BEGINNING)).isTrue();
  }

  @Test
  void feedsTheOthersWhenOneFails() {
    Listener broken = subscribed(Position.BEGINNING);
    Listener sound = subscribed(Position.BEGINNING);
    broken.fails = true;
    outbox.save(1);
    outbox.horizon = 2;

    feed.beat();

    assertThat(sound.ids()).hasSize(1);
    assertThat(feed.isFull()).isFalse();
  }

  private Listener subscribed(Position after) {
    Listener listener = new Listener();
    assertThat(feed.subscribe(listener, after)).isTrue();
    return listener;
  }

  private static final class Listener implements TransitionFeed.Subscriber {

    private final List<SavedTransition> taken = new ArrayList<>();
    private int appetite = Integer.MAX_VALUE;
    private boolean fails;

    private List<String> ids() {
      return taken.stream().map(saved -> saved.position().toString()).toList();
    }

    @Override
    public boolean hungry() {
      return taken.size() < appetite;
    }

    @Override
    public void take(List<SavedTransition> next) {
      if (fails) {
        throw new IllegalStateException("broken");
      }
      taken.addAll(next);
    }

    @Override
    public void beat() {}

    @Override
    public void end() {}
  }

  /** An outbox in memory; each save is one transaction's, with ids in the order of the saves. */
  private static final class Outbox implements SettledTransitions {

    private final List<SavedTransition> saved = new ArrayList<>();
    private long horizon = 1;
    private int reads;

    private void save(long... transactions) {
      for (long transaction : transactions) {
        saved.add(
            new SavedTransition(
                new Position(transaction, saved.size() + 1),
                Instant.EPOCH,
                "service",
                "HOST",
                new UUID(0, 0),
                null,
                null,
                null,
                "UP",
                "test"));
      }
    }

    @Override
    public long horizon() {
      return horizon;
    }

    @Override
    public List<SavedTransition> read(Position after, long before, int limit) {
      reads++;
      return saved.stream()
          .filter(row -> row.position().compareTo(after) > 0)
          .filter(row -> row.position().transaction() < before)
          .sorted(Comparator.comparing(SavedTransition::position))
          .limit(limit)
          .toList();
    }
  }
}

package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionOperations;

class TransactionsTest {

  private final Transactions transactions =
      new Transactions(TransactionOperations.withoutTransaction());
  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void givesUpWhenSomebodyElseIsAlwaysFirst() {
    assertThatExceptionOfType(StaleVersionException.class)
        .isThrownBy(() -> transactions.run(() -> savedOnlyAtRun(Integer.MAX_VALUE)))
        .withMessage("a thing is no longer at version 3");
    assertThat(runs).hasValue(5);
  }

  @Test
  void runsAgainWhenSomebodyElseWasFirst() {
    assertThat(transactions.run(() -> savedOnlyAtRun(3))).isEqualTo(3);
  }

  @Test
  void doesNotRunAgainAfterAnotherFailure() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                transactions.run(
                    () -> {
                      runs.incrementAndGet();
                      throw new IllegalStateException("no");
                    }));
    assertThat(runs).hasValue(1);
  }

  private int savedOnlyAtRun(int run) {
    if (runs.incrementAndGet() < run) {
      throw new StaleVersionException("a thing", 3);
    }
    return runs.get();
  }
}

package io.fleetfoot.service.scheduler;

import java.util.function.Supplier;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Runs work in a transaction, again from the start when somebody else saved first. */
public class Transactions {

  private static final int ATTEMPTS = 5;

  private final TransactionOperations transaction;

  /** Makes it over the transactions of one database. */
  public Transactions(TransactionOperations transaction) {
    this.transaction = transaction;
  }

  /** Returns what the work returns once it is saved; the work may run several times. */
  public <T> T run(Supplier<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return transaction.execute(status -> work.get());
      } catch (ConcurrencyFailureException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Does the effect once the transaction that runs now is saved, and not if it is not. */
  void afterSave(Runnable effect) {
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            effect.run();
          }
        });
  }
}

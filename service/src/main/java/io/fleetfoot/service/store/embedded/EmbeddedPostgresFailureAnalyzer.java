package io.fleetfoot.service.store.embedded;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints an {@link EmbeddedPostgresException} as description and action, without a stack trace. */
final class EmbeddedPostgresFailureAnalyzer
    extends AbstractFailureAnalyzer<EmbeddedPostgresException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, EmbeddedPostgresException cause) {
    return new FailureAnalysis(cause.found(), cause.whatNow(), cause);
  }
}

package io.fleetfoot.service.scheduler;

/** A query gave nothing that can be judged; the message says why. */
public class MetricSourceException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Makes the exception with what went wrong. */
  public MetricSourceException(String message) {
    super(message);
  }
}

package io.fleetfoot.service.scheduler;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps which requests were made under which keys, and how they were answered. */
public interface IdempotencyKeys {

  /**
   * Claims the key for the request, unless it is taken. A claim that was neither answered nor
   * released within its lease belonged to a replica that died, and the same request may claim it.
   *
   * @param digest the SHA-256 of the request, in hexadecimal
   * @param lease how long the claim holds without an answer
   * @param kept how long the key and its answer are kept
   */
  Outcome claim(Key key, String digest, Duration lease, Duration kept);

  /** Keeps the answer to the request that made the claim. */
  void keep(Key key, UUID claim, Answer answer);

  /** Keeps that the request was answered with a secret, which is not kept. */
  void keepSecret(Key key, UUID claim, int status);

  /** Frees the key, as if the request had never come. */
  void release(Key key, UUID claim);

  /** Forgets what was kept long enough, and returns how many keys that were. */
  int prune();

  /** A key of one actor; those of others are other keys. */
  record Key(String actor, String value) {}

  /** What was answered. */
  record Answer(
      int status,
      @Nullable String location,
      @Nullable String etag,
      @Nullable String contentType,
      String body) {}

  /** What became of a claim. */
  sealed interface Outcome {

    /** The key is free; the request is to be done under this claim. */
    record Claimed(UUID claim) implements Outcome {}

    /** The same request is being worked on. */
    record InProgress() implements Outcome {}

    /** Another request has the key. */
    record Reused() implements Outcome {}

    /** The same request was answered so. */
    record Answered(Answer answer) implements Outcome {}

    /** The same request was answered with a secret. */
    record SecretlyAnswered() implements Outcome {}
  }
}
